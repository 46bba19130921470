using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Dam.Tests.Api.Durability;

/// <summary>What was acknowledged survives SIGKILL: the process is killed at random moments of the main job, and everything it had said yes to is there afterwards.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 20;

    private readonly string _data = Directory.CreateTempSubdirectory("dam-kill-").FullName;
    private readonly Ledger _ledger = new();

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact]
    public async Task Service_Should_KeepWhatItAcknowledged_When_KilledAtRandomMoments()
    {
        var ct = TestContext.Current.CancellationToken;
        var seed = Environment.TickCount;
        var moments = new Random(seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var service = await DamProcess.StartAsync(_data, ct);
            using var http = Connect(service);
            await CheckAsync(new DamClient(http, ct));

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var lanes = Enumerable.Range(0, 3).Select(lane => WorkAsync(new DamClient(http, stop.Token), seed: (kill * 1000) + (lane * 300))).ToArray();
            if (kill % 2 == 0)
            {
                // Every other time at least one upload is through, so that there is something to lose.
                var before = _ledger.Uploads.Count;
                while (_ledger.Uploads.Count == before && !lanes.Any(lane => lane.IsCompleted))
                {
                    await Task.Delay(5, ct);
                }
            }

            await Task.Delay(moments.Next(0, 900), ct);
            await service.KillAsync();
            await stop.CancelAsync();
            await Task.WhenAll(lanes);
        }

        await using var last = await DamProcess.StartAsync(_data, ct);
        using var lastHttp = Connect(last);
        await CheckAsync(new DamClient(lastHttp, ct));
        await CheckProcessedAsync(new DamClient(lastHttp, ct), ct);
        Assert.True(_ledger.Assets.Count >= Kills / 2, $"Only {_ledger.Assets.Count} assets were acknowledged: the kills came too early to prove anything (seed {seed}).");
        TestContext.Current.SendDiagnosticMessage(
            "{0} kills: {1} uploads, {2} assets, {3} approvals, {4} rights, {5} SKUs acknowledged, none lost",
            Kills, _ledger.Uploads.Count, _ledger.Assets.Count, _ledger.Approved.Count, _ledger.Credits.Count, _ledger.Skus.Count);
    }

    /// <summary>The main job again and again; each answer that says yes goes into the ledger. Ends when the service is gone.</summary>
    private async Task WorkAsync(DamClient client, int seed)
    {
        try
        {
            for (var step = seed; ; step++)
            {
                var bytes = TestPng.Noise(step);
                var uploadId = await client.UploadAsync($"picture-{step}.png", bytes);
                _ledger.Uploads[uploadId] = DamClient.Digest(bytes);
                var assetId = await client.CreateAssetAsync(uploadId);
                _ledger.Assets[assetId] = DamClient.Digest(bytes);
                await client.ApproveAsync(assetId);
                _ledger.Approved[assetId] = true;
                var credit = $"Photographer {step}";
                await client.MutateAsync(
                    "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { revision } errors { message } } }",
                    new { assetId, rights = new { credit } });
                _ledger.Credits[assetId] = credit;
                var code = $"SKU-{step}";
                await client.MutateAsync(
                    "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { message } } }",
                    new { skus = new[] { new { code, links = new[] { new { asset = new { id = assetId } } } } } });
                _ledger.Skus[code] = assetId;
            }
        }
        catch (Exception gone) when (gone is HttpRequestException or IOException or OperationCanceledException)
        {
            // Killed in the middle of a request: that one was never acknowledged.
        }
    }

    private async Task CheckAsync(DamClient client)
    {
        foreach (var (uploadId, digest) in _ledger.Uploads)
        {
            var assetId = await client.CreateAssetAsync(uploadId);
            _ledger.Assets[assetId] = digest;
        }

        foreach (var ids in _ledger.Assets.Keys.Chunk(100))
        {
            var data = await client.QueryAsync(
                "query($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { id checksum status rights { credit } } } }", new { ids });
            foreach (var (asset, id) in data.GetProperty("nodes").EnumerateArray().Zip(ids))
            {
                Assert.Equal(JsonValueKind.Object, asset.ValueKind);
                Assert.Equal(_ledger.Assets[id], asset.GetProperty("checksum").GetString());
                if (_ledger.Approved.ContainsKey(id))
                {
                    Assert.Equal("APPROVED", asset.GetProperty("status").GetString());
                }

                if (_ledger.Credits.TryGetValue(id, out var credit))
                {
                    Assert.Equal(credit, asset.GetProperty("rights").GetProperty("credit").GetString());
                }
            }
        }

        foreach (var (code, assetId) in _ledger.Skus)
        {
            var data = await client.QueryAsync(
                "query($code: String!) { sku(code: $code) { assets(deliverable: false) { nodes { asset { id } } } } }", new { code });
            var linked = data.GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray().Single();
            Assert.Equal(assetId, linked.GetProperty("asset").GetProperty("id").GetString());
        }
    }

    /// <summary>Jobs that a dead process left are found again, and the files are the ones that were sent.</summary>
    private async Task CheckProcessedAsync(DamClient client, CancellationToken ct)
    {
        using var http = new HttpClient();
        foreach (var (id, digest) in _ledger.Assets)
        {
            Assert.Equal("READY", await client.WaitUntilProcessedAsync(id));
            var data = await client.QueryAsync("query($id: ID!) { asset(id: $id) { original { url } } }", new { id });
            var url = data.GetProperty("asset").GetProperty("original").GetProperty("url").GetString();
            Assert.Equal(digest, DamClient.Digest(await http.GetByteArrayAsync(url, ct)));
        }
    }

    private static HttpClient Connect(DamProcess service)
    {
        var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return http;
    }

    /// <summary>Everything that the service has acknowledged.</summary>
    private sealed class Ledger
    {
        /// <summary>Upload id → SHA-256.</summary>
        public ConcurrentDictionary<string, string> Uploads { get; } = new(StringComparer.Ordinal);

        /// <summary>Asset id → SHA-256.</summary>
        public ConcurrentDictionary<string, string> Assets { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, bool> Approved { get; } = new(StringComparer.Ordinal);

        /// <summary>Asset id → what its rights say.</summary>
        public ConcurrentDictionary<string, string> Credits { get; } = new(StringComparer.Ordinal);

        /// <summary>Code → asset id.</summary>
        public ConcurrentDictionary<string, string> Skus { get; } = new(StringComparer.Ordinal);
    }
}
