using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dam.Tests.Api;
using Dam.Tests.Infrastructure.Media;

namespace Dam.Tests.Import;

/// <summary>
/// A folder of files of all kinds, some of them broken, through the importer, while it and the service are killed ten times in turn. <c>DAM_SOAK_FILES</c> says how many files; <c>./run soak</c> takes 2,000.
/// </summary>
public sealed class MixedImportTests(MediaFiles media) : IClassFixture<MediaFiles>, IDisposable
{
    private const int Kills = 10;

    private static readonly int Files = int.Parse(Environment.GetEnvironmentVariable("DAM_SOAK_FILES") ?? "120", CultureInfo.InvariantCulture);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5) + (TimeSpan.FromSeconds(1) * Files);

    private readonly string _data = Directory.CreateTempSubdirectory("dam-mixed-data-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-mixed-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_Should_EndReadyOrInTypedErrors_When_ItAndTheServiceAreKilled()
    {
        await FillAsync();
        var seed = Environment.TickCount;
        var moments = new Random(seed);
        var acknowledged = new Dictionary<string, string>(StringComparer.Ordinal);
        var cut = 0;
        var service = await DamProcess.StartAsync(_data, Ct);
        var import = Start(service);
        try
        {
            for (var kill = 0; kill < Kills; kill++)
            {
                await UntilMoreAsync(service, acknowledged, (kill + 1) * Files / (Kills + 2));
                await Task.Delay(moments.Next(0, 300), Ct);
                if (kill % 2 == 0)
                {
                    cut += await import.KillAsync() ? 1 : 0;
                    import.Dispose();
                    import = Start(service);
                }
                else
                {
                    // The importer tries again until it is back.
                    var address = service.Address.ToString();
                    await service.KillAsync();
                    await service.DisposeAsync();
                    service = await DamProcess.StartAsync(_data, Ct, ("ASPNETCORE_URLS", address));
                    await CheckAsync(service, acknowledged);
                }
            }

            var (code, summary, errors) = await import.WaitAsync();
            Assert.True(code is 0 or 1, $"seed {seed}: {summary}\n{errors}");
        }
        finally
        {
            import.Dispose();
        }

        await using var last = service;
        var first = await ImportProcess.RunAsync(last.Address, DamProcess.AdministratorKey, _folder, "--wait", "--lanes", "8", "--report", Report("first"));
        var rows = Rows("first");
        Assert.True(rows.Count == Files, $"seed {seed}: {first.Summary}\n{first.Errors}");
        Assert.Empty(rows.Where(row => Text(row, "assetId") is null && (Text(row, "outcome"), Text(row, "errorCode")) is not ("REFUSED", not null)).Select(row => row.GetRawText()));
        Assert.Contains(rows, row => Text(row, "outcome") == "REFUSED");
        var ends = await EndsAsync(last);
        Assert.Equal(["FAILED DAMAGED", "FAILED TOO_MANY_PIXELS", "READY"], ends.Keys.Select(end => end.Replace("TRUNCATED", "DAMAGED", StringComparison.Ordinal)).Distinct().Order(StringComparer.Ordinal));
        var second = await ImportProcess.RunAsync(last.Address, DamProcess.AdministratorKey, _folder, "--lanes", "8", "--report", Report("second"));
        Assert.DoesNotContain(Rows("second"), row => Text(row, "outcome") == "CREATED");
        foreach (var row in rows.Where(row => Text(row, "assetId") is not null))
        {
            acknowledged[Text(row, "assetId")!] = Text(row, "sha256")!;
        }

        await CheckAsync(last, acknowledged);
        Assert.True(cut > 0, $"seed {seed}: no run of the importer was cut off.");
        TestContext.Current.SendDiagnosticMessage(string.Join(", ", ends.Select(end => $"{end.Value} {end.Key}")));
        TestContext.Current.SendDiagnosticMessage($"{cut} of {Kills / 2} runs were cut off, the service was killed {Kills / 2} times. {first.Summary}; again {second.Summary}");
    }

    private ImportProcess Start(DamProcess service) => ImportProcess.Start(service.Address, DamProcess.AdministratorKey, _folder, "--lanes", "4");

    private string Report(string run) => Path.Combine(_data, $"{run}.json");

    private List<JsonElement> Rows(string run) => [.. JsonDocument.Parse(File.ReadAllText(Report(run))).RootElement.EnumerateArray()];

    private static string? Text(JsonElement row, string name) => row.GetProperty(name).GetString();

    /// <summary>Waits until so many assets have been made, and notes them.</summary>
    private static async Task UntilMoreAsync(DamProcess service, Dictionary<string, string> acknowledged, int count)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        for (string? after = null; ; await Task.Delay(20, patience.Token))
        {
            var page = (await Client(service).QueryAsync(
                "query($after: String) { assets(first: 100, after: $after, order: [{ createdAt: ASC }]) { nodes { id checksum } pageInfo { endCursor } } }", new { after })).GetProperty("assets");
            foreach (var asset in page.GetProperty("nodes").EnumerateArray())
            {
                acknowledged[Text(asset, "id")!] = Text(asset, "checksum")!;
            }

            after = Text(page.GetProperty("pageInfo"), "endCursor") ?? after;
            if (acknowledged.Count >= count)
            {
                return;
            }
        }
    }

    /// <summary>How processing of all of them ended, once it has, and how often so.</summary>
    private static async Task<SortedDictionary<string, int>> EndsAsync(DamProcess service)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        var ends = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (string? after = null; ;)
        {
            var page = (await Client(service).QueryAsync(
                "query($after: String) { assets(first: 100, after: $after, order: [{ createdAt: ASC }]) { nodes { processing { state problems { code } } } pageInfo { endCursor hasNextPage } } }",
                new { after })).GetProperty("assets");
            var states = page.GetProperty("nodes").EnumerateArray().Select(asset => asset.GetProperty("processing")).ToList();
            if (states.Exists(processing => Text(processing, "state") is "PENDING" or "PROCESSING"))
            {
                await Task.Delay(100, patience.Token);
                continue;
            }

            foreach (var processing in states)
            {
                var end = Text(processing, "state") == "FAILED" ? $"FAILED {Text(processing.GetProperty("problems").EnumerateArray().Last(), "code")}" : Text(processing, "state")!;
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }

            if (!page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean())
            {
                return ends;
            }

            after = Text(page.GetProperty("pageInfo"), "endCursor");
        }
    }

    /// <summary>Each is there, and the store holds its bytes.</summary>
    private async Task CheckAsync(DamProcess service, Dictionary<string, string> acknowledged)
    {
        foreach (var ids in acknowledged.Keys.Chunk(100))
        {
            var nodes = (await Client(service).QueryAsync("query($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { id checksum } } }", new { ids })).GetProperty("nodes");
            foreach (var (asset, id) in nodes.EnumerateArray().Zip(ids))
            {
                Assert.True(asset.ValueKind == JsonValueKind.Object, $"The asset {id} is gone.");
                var digest = Text(asset, "checksum")!;
                Assert.Equal(acknowledged[id], digest);
                await using var bytes = File.OpenRead(Path.Combine(_data, "blobs", "originals", "default", digest[..2], digest[2..4], digest));
                Assert.Equal(digest, Convert.ToHexStringLower(await SHA256.HashDataAsync(bytes, Ct)));
            }
        }
    }

    private static DamClient Client(DamProcess service) =>
        new(new HttpClient { BaseAddress = service.Address, DefaultRequestHeaders = { { "Dam-Api-Key", DamProcess.AdministratorKey } } }, Ct);

    /// <summary>Of each kind one is made; the others of the kind have other bytes behind its end, where no reader looks.</summary>
    private async Task FillAsync()
    {
        var bowl = Samples.Read(Samples.Bowl);
        List<(string Extension, byte[] Bytes)> kinds =
        [
            (".jpg", bowl), (".jpg", Samples.Read(Samples.Lamp)), (".png", TestPng.Noise(1)), (".png", TestPng.Noise(2, 300, 200)), (".jpg", Samples.Read(Samples.Cmyk)),
            (".webp", await media.StillAsync("still.webp")), (".bmp", await media.StillAsync("still.bmp")), (".gif", await media.StillAsync("still.gif")), (".tif", await media.StillAsync("still.tif")),
            (".heic", await media.HeicAsync()), (".dng", TestRaw.DigitalNegative()), (".pdf", Samples.Read(Samples.Document)), (".mp4", await media.FilmAsync("film.mp4")),
            (".mp3", await media.SoundAsync("sound.mp3")), (".wav", await media.SoundAsync("sound.wav")), (".zip", Zip()), (".svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"u8.ToArray()),
            (".txt", "Words.\n"u8.ToArray()), (".jpg", bowl[..(bowl.Length / 2)]), (".png", TestPng.Announcing(40_000, 40_000)),
        ];
        for (var i = 0; i < Files; i++)
        {
            var (extension, bytes) = kinds[i % kinds.Count];
            var folder = Directory.CreateDirectory(Path.Combine(_folder, $"{i % 7}")).FullName;
            var tail = extension is ".svg" ? Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"<!--{i}-->")) : Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"\n%{i:D8}\n"));
            await File.WriteAllBytesAsync(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"file {i:D4}{extension}")), i == Files - 1 ? [] : [.. bytes, .. tail], Ct);
        }
    }

    private static byte[] Zip()
    {
        using var file = new MemoryStream();
        using (var zip = new ZipArchive(file, ZipArchiveMode.Create))
        {
            using var part = new StreamWriter(zip.CreateEntry("part.txt").Open());
            part.Write("Words.");
        }

        return file.ToArray();
    }
}
