using System.Diagnostics;
using System.Globalization;

namespace Dam.Tests.Api.Uploads;

/// <summary>Resumable uploads by a client that others wrote, against the service as its own process.</summary>
public sealed class TusClientTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("dam-tus-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Upload_Should_BeWhole_When_TheServiceIsKilledAtSixtyPerCent()
    {
        var bytes = new byte[20_000_000];
        new Random(60).NextBytes(bytes);
        TestPng.Noise(1).CopyTo(bytes, 0);
        var file = Path.Combine(_data, "large.png");
        await File.WriteAllBytesAsync(file, bytes, Ct);
        var lines = new List<string>();

        var service = await DamProcess.StartAsync(_data, Ct);
        try
        {
            var (uploadId, url) = await CreateUploadAsync(service, bytes);
            using var node = StartNode(url, file);
            while (await node.StandardOutput.ReadLineAsync(Ct) is { } line && line != "done")
            {
                lines.Add(line);
                if (line == "sixty" && lines.Count(seen => seen == "sixty") == 1)
                {
                    await service.KillAsync();
                    await service.DisposeAsync();
                    service = await DamProcess.StartAsync(_data, Ct, ("ASPNETCORE_URLS", service.Address.ToString()));
                }
            }

            await node.WaitForExitAsync(Ct);
            Assert.Contains("sixty", lines);
            var resumed = lines.Where(line => line.StartsWith("HEAD 200", StringComparison.Ordinal)).Select(line => long.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture)).Last();
            Assert.InRange(resumed, bytes.Length * 6 / 10, bytes.Length);
            using var http = Connect(service);
            var client = new DamClient(http, Ct);
            var assetId = await client.CreateAssetAsync(uploadId);
            var asset = await client.QueryAsync("query($id: ID!) { asset(id: $id) { checksum } }", new { id = assetId });
            Assert.Equal(DamClient.Digest(bytes), asset.GetProperty("asset").GetProperty("checksum").GetString());
        }
        finally
        {
            await service.DisposeAsync();
            TestContext.Current.SendDiagnosticMessage("{0}", string.Join(", ", lines));
        }
    }

    /// <summary>The process dies in the middle of one request that holds the whole file; what had come is there, and the rest is enough.</summary>
    [Fact]
    public async Task Upload_Should_GoOnWhereItBroke_When_TheServiceIsKilledInTheMiddleOfAPart()
    {
        var bytes = new byte[10_000_000];
        new Random(61).NextBytes(bytes);
        TestPng.Noise(2).CopyTo(bytes, 0);
        var service = await DamProcess.StartAsync(_data, Ct);
        try
        {
            var (uploadId, url) = await CreateUploadAsync(service, bytes);
            using (var http = new HttpClient())
            {
                var killed = new TaskCompletionSource();
                using var first = Patch(url, 0, new HalfContent(bytes, sent: 6_000_000, killed.Task));
                var sending = http.SendAsync(first, Ct);
                for (var tries = 0; await OffsetAsync(http, url) < 6_000_000 && tries < 600; tries++)
                {
                    await Task.Delay(50, Ct);
                }

                await service.KillAsync();
                killed.SetResult();
                await Assert.ThrowsAnyAsync<HttpRequestException>(() => sending);
            }

            await service.DisposeAsync();
            service = await DamProcess.StartAsync(_data, Ct, ("ASPNETCORE_URLS", service.Address.ToString()));
            using var again = Connect(service);
            var offset = await OffsetAsync(again, url);
            Assert.InRange(offset, 6_000_000, bytes.Length - 1);
            using var rest = Patch(url, offset, new ByteArrayContent(bytes, (int)offset, bytes.Length - (int)offset));
            using var answer = await again.SendAsync(rest, Ct);
            Assert.Equal(204, (int)answer.StatusCode);
            await new DamClient(again, Ct).CreateAssetAsync(uploadId);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    /// <summary>What an answer says has come is there after any kill, and what comes in the end is what was sent.</summary>
    [Fact]
    public async Task Offset_Should_NeverGoBack_When_TheServiceIsKilledAtRandomMoments()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var bytes = new byte[8_000_000];
        random.NextBytes(bytes);
        TestPng.Noise(3).CopyTo(bytes, 0);
        var service = await DamProcess.StartAsync(_data, Ct);
        try
        {
            var (uploadId, url) = await CreateUploadAsync(service, bytes);
            var acknowledged = 0L;
            for (var kills = 0; kills <= 4; kills++)
            {
                using var http = Connect(service);
                var kill = kills < 4 ? KillAfterAsync(service, random.Next(0, 400)) : Task.CompletedTask;
                try
                {
                    var offset = await OffsetAsync(http, url);
                    Assert.True(offset >= acknowledged, $"{acknowledged} bytes were acknowledged, {offset} are there (seed {seed}).");
                    while (offset < bytes.Length)
                    {
                        // Every other part says what its checksum is, and is kept whole or not at all.
                        var part = bytes.AsMemory((int)offset, (int)Math.Min(200_000 + random.Next(400_000), bytes.Length - offset)).ToArray();
                        using var request = Patch(url, offset, new ByteArrayContent(part));
                        if (random.Next(2) == 0)
                        {
                            request.Headers.Add("Upload-Checksum", $"sha256 {Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(part))}");
                        }

                        using var answer = await http.SendAsync(request, Ct);
                        Assert.Equal(204, (int)answer.StatusCode);
                        offset += part.Length;
                        acknowledged = offset;
                    }
                }
                catch (HttpRequestException) when (kills < 4)
                {
                    // Killed.
                }

                await kill;
                if (kills < 4)
                {
                    await service.DisposeAsync();
                    service = await DamProcess.StartAsync(_data, Ct, ("ASPNETCORE_URLS", service.Address.ToString()));
                }
            }

            using var last = Connect(service);
            var client = new DamClient(last, Ct);
            var assetId = await client.CreateAssetAsync(uploadId);
            var asset = await client.QueryAsync("query($id: ID!) { asset(id: $id) { checksum } }", new { id = assetId });
            Assert.Equal(DamClient.Digest(bytes), asset.GetProperty("asset").GetProperty("checksum").GetString());
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private static async Task KillAfterAsync(DamProcess service, int milliseconds)
    {
        await Task.Delay(milliseconds, Ct);
        await service.KillAsync();
    }

    private static async Task<(string Id, string Url)> CreateUploadAsync(DamProcess service, byte[] bytes)
    {
        using var http = Connect(service);
        var payload = await new DamClient(http, Ct).MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { tusUrl } } errors { message } } }",
            new { filename = "large.png", size = bytes.LongLength, sha256 = DamClient.Digest(bytes) });
        var upload = payload.GetProperty("upload");
        return (upload.GetProperty("id").GetString()!, upload.GetProperty("target").GetProperty("tusUrl").GetString()!);
    }

    private static HttpRequestMessage Patch(string url, long offset, HttpContent content)
    {
        content.Headers.ContentType = new("application/offset+octet-stream");
        return new HttpRequestMessage(HttpMethod.Patch, url)
        {
            Content = content,
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", offset.ToString(CultureInfo.InvariantCulture) } },
        };
    }

    private static async Task<long> OffsetAsync(HttpClient http, string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, url) { Headers = { { "Tus-Resumable", "1.0.0" } } };
        using var response = await http.SendAsync(request, Ct);
        response.EnsureSuccessStatusCode();
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private static Process StartNode(string url, string file)
    {
        Assert.True(File.Exists(RepositoryRoot.File("node_modules", "tus-js-client", "package.json")), "tus-js-client is missing, which this test uses: run ./run setup (or npm ci).");
        return Process.Start(new ProcessStartInfo("node", [RepositoryRoot.File("Dam.Tests", "Api", "Uploads", "tus.mjs"), url, file])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        })!;
    }

    private static HttpClient Connect(DamProcess service)
    {
        var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        return http;
    }

    /// <summary>Says that all of it comes, sends a part, and tries to send the rest when the service is gone.</summary>
    private sealed class HalfContent(byte[] bytes, int sent, Task killed) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(bytes.AsMemory(0, sent), Ct);
            await stream.FlushAsync(Ct);
            await killed.WaitAsync(Ct);
            await stream.WriteAsync(bytes.AsMemory(sent), Ct);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = bytes.Length;
            return true;
        }
    }
}
