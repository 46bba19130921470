using System.IO.Compression;
using System.Text;
using Dam.Tests.Infrastructure.Media;

namespace Dam.Tests.Api.Processing;

/// <summary>
/// A folder of hostile and broken files, taken in by a process of its own: each ends READY, FAILED with a reason, or refused; the process stays small, and nothing is left behind.
/// </summary>
public sealed class HostileFolderTests(MediaFiles files) : IClassFixture<MediaFiles>
{
    private const long MostMemory = 1536L * 1024 * 1024;

    private const string CreateAsset =
        "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { __typename code message } } }";

    private const string CreateUpload =
        "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id } errors { code } } }";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_Should_EndSomehow_When_TheyAreHostile()
    {
        var data = Directory.CreateTempSubdirectory("dam-hostile-").FullName;
        try
        {
            await EndAllAsync(data);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private async Task EndAllAsync(string data)
    {
        await using var service = await DamProcess.StartAsync(data, Ct);
        using var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        var client = new DamClient(http, Ct);
        var ends = new Dictionary<string, string>(StringComparer.Ordinal);
        var assets = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, bytes) in await FolderAsync())
        {
            var uploadId = await client.UploadAsync(name, bytes);
            var payload = (await client.QueryAsync(CreateAsset, new { input = new { source = new { uploadId }, onDuplicate = "ALLOW" } })).GetProperty("createAsset");
            if (payload.GetProperty("errors").GetArrayLength() > 0)
            {
                ends[name] = payload.GetProperty("errors")[0].GetProperty("code").GetString()!;
            }
            else
            {
                assets[name] = payload.GetProperty("asset").GetProperty("id").GetString()!;
            }
        }

        foreach (var (name, id) in assets)
        {
            ends[name] = await EndOfAsync(client, id);
        }

        TestContext.Current.SendDiagnosticMessage(string.Join('\n', ends.Select(end => $"{end.Key}: {end.Value}")));
        Assert.All(ends, end => Assert.Matches("^(READY|FAILED [A-Z_]+|UNSUPPORTED_MEDIA)", end.Value));
        Assert.Equal("FAILED TOO_MANY_PIXELS", ends["bomb.png"]);
        Assert.Equal("FAILED TRUNCATED", ends["cut.jpg"]);
        Assert.StartsWith("READY TYPE_MISMATCH", ends["wrong.png"], StringComparison.Ordinal);
        Assert.StartsWith("READY", ends["text-bomb.png"], StringComparison.Ordinal);
        Assert.StartsWith("READY", ends["bomb.zip"], StringComparison.Ordinal);
        Assert.InRange(PeakMemory.Of(service.Id), 1, MostMemory);
        await MediaFiles.AssertEmptiesAsync(Path.Combine(data, "work"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(data, "blobs", "staging"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("a/b.jpg")]
    [InlineData("a\\b.jpg")]
    [InlineData("..")]
    [InlineData("a\u0000b.jpg")]
    [InlineData("a\r\nb.jpg")]
    public async Task Name_Should_BeRefused_When_ItIsAPathOrHoldsControls(string filename)
    {
        await using var host = DamHost.Start();

        var payload = (await host.Administrator.QueryAsync(CreateUpload, new { input = new { filename, size = 10 } })).GetProperty("createUpload");

        Assert.Equal("FILENAME_INVALID", payload.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    private async Task<IReadOnlyList<(string Name, byte[] Bytes)>> FolderAsync()
    {
        var photograph = Samples.Read(Samples.Bowl);
        var film = await files.FilmAsync("film.mp4");
        var sound = await files.SoundAsync("sound.mp3");
        var document = Samples.Read(Samples.Document);
        var negative = TestRaw.DigitalNegative();
        List<(string Name, byte[] Bytes)> folder =
        [
            ("bomb.png", TestPng.Announcing(50_000, 50_000)),
            ("text-bomb.png", TextBomb(TestPng.Noise(1))),
            ("bomb.zip", Zip("zeroes", 200_000_000)),
            ("bomb.docx", Zip("[Content_Types].xml", 200_000_000)),
            ("wrong.png", photograph),
            ("wrong.jpg", film),
            ("cut.jpg", photograph[..(photograph.Length / 2)]),
            ("cut.mp4", film[..(film.Length / 2)]),
            ("cut.mp3", sound[..(sound.Length / 2)]),
            ("cut.pdf", document[..(document.Length / 2)]),
            ("cut.dng", negative[..(negative.Length / 2)]),
            ("one-byte.jpg", [0xFF]),
            ("polyglot.jpg", [.. photograph, .. Zip("payload", 100)]),
            ("polyglot.pdf", [.. document, .. photograph]),
            ("laughs.svg", Encoding.UTF8.GetBytes(Laughs())),
            ("deep.svg", Encoding.UTF8.GetBytes($"<svg xmlns=\"http://www.w3.org/2000/svg\">{string.Concat(Enumerable.Repeat("<g>", 20_000))}{string.Concat(Enumerable.Repeat("</g>", 20_000))}</svg>")),
            ("blur.svg", Encoding.UTF8.GetBytes(Blur())),
            ("exif-bomb.jpg", TestMetadata.WithSegments(photograph, (0xE1, [.. "Exif\0\0"u8, .. TestHostile.ExifBomb()]))),
            ("xmp-laughs.jpg", TestMetadata.WithSegments(photograph, (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(Laughs())]))),
            ("xmp-deep.jpg", TestMetadata.WithSegments(photograph, (0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 20_000)))]))),
            ("loop.tif", TestHostile.LoopingTiff()),
            ("sparse.tif", TestHostile.HugeValueTiff()),
            ("\u202Egpj.exe.jpg", photograph),
            (new string('n', 240) + ".jpg", photograph),
            ("-i.mp4", film),
            ("$(touch pwned).pdf", document),
        ];

        // The same damage each time.
        var random = new Random(7);
        foreach (var (name, bytes) in new[] { ("flipped.jpg", photograph), ("flipped.mp4", film), ("flipped.pdf", document), ("flipped.dng", negative), ("flipped.gif", Samples.Read(Samples.Animation)) })
        {
            var damaged = (byte[])bytes.Clone();
            for (var i = 0; i < 200; i++)
            {
                damaged[random.Next(16, damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            folder.Add((name, damaged));
        }

        return folder;
    }

    private static async Task<string> EndOfAsync(DamClient client, string id)
    {
        for (var tries = 0; tries < 2400; tries++)
        {
            var processing = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { processing { state problems { code } } } }", new { id })).GetProperty("asset").GetProperty("processing");
            if (processing.GetProperty("state").GetString() is { } state and not ("PENDING" or "PROCESSING"))
            {
                return string.Join(' ', [state, .. processing.GetProperty("problems").EnumerateArray().Select(problem => problem.GetProperty("code").GetString()!)]);
            }

            await Task.Delay(50, Ct);
        }

        throw new TimeoutException($"The asset {id} was not processed within two minutes.");
    }

    private static byte[] Zip(string entry, int zeroes)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var content = zip.CreateEntry(entry, CompressionLevel.Fastest).Open();
            var piece = new byte[1_000_000];
            for (var written = 0; written < zeroes; written += piece.Length)
            {
                content.Write(piece, 0, Math.Min(piece.Length, zeroes - written));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A picture with a text that unpacks to 200 MB.</summary>
    private static byte[] TextBomb(byte[] png)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            var piece = new byte[1_000_000];
            Array.Fill(piece, (byte)'a');
            for (var i = 0; i < 200; i++)
            {
                zlib.Write(piece);
            }
        }

        byte[] content = [.. "zTXt"u8, .. "Comment\0\0"u8, .. packed.ToArray()];
        var length = content.Length - 4;
        var crc = System.IO.Hashing.Crc32.HashToUInt32(content);
        const int afterHeader = 8 + 25;
        return
        [
            .. png[..afterHeader],
            (byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, .. content, (byte)(crc >> 24), (byte)(crc >> 16), (byte)(crc >> 8), (byte)crc,
            .. png[afterHeader..],
        ];
    }

    private static string Laughs()
    {
        var entities = string.Concat(Enumerable.Range(1, 9).Select(i => $"<!ENTITY l{i} \"{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}\">"));
        return $"<?xml version=\"1.0\"?><!DOCTYPE svg [<!ENTITY l0 \"ha\">{entities}]><svg xmlns=\"http://www.w3.org/2000/svg\"><text>&l9;</text></svg>";
    }

    /// <summary>Filters upon filters over a large area.</summary>
    private static string Blur() =>
        $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><filter id="f">{string.Concat(Enumerable.Repeat("<feGaussianBlur stdDeviation=\"50\"/><feTurbulence numOctaves=\"50\"/>", 200))}</filter><rect width="100" height="100" filter="url(#f)"/></svg>""";
}
