using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>
/// Clients that do the main job on whichever node answers, readers that follow the feed from node to node, and at the end the counts. Every change is asked for until it is acknowledged, so what is
/// there afterwards is known exactly.
/// </summary>
internal sealed class ChaosRun(ChaosNodes nodes, int seed, CancellationToken ct)
{
    private const int Lanes = 4;

    private const int Readers = 3;

    private const string Processed = "asset.processed";

    private readonly ConcurrentBag<Made> _made = [];
    private int _acknowledged;
    private int _retries;

    /// <summary>Until the end; what was begun by then is finished.</summary>
    public async Task<ChaosReport> WorkAsync(CancellationToken end)
    {
        var report = new ChaosReport();
        using var quiet = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(reader => ReadAsync(reader, report, quiet.Token)).ToList();
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => WorkAsync(lane, end)));
        }
        finally
        {
            await quiet.CancelAsync();
        }

        await Task.WhenAll(readers);
        await CheckAsync(report);
        report.Kills = nodes.Kills;
        return report;
    }

    /// <summary>Counts once more, with a new reader.</summary>
    public async Task<ChaosReport> RecountAsync()
    {
        var report = new ChaosReport();
        await ReadAsync(reader: 0, report, new CancellationToken(canceled: true));
        await CheckAsync(report);
        return report;
    }

    private async Task WorkAsync(int lane, CancellationToken end)
    {
        using var client = new ChaosClient(nodes, (seed * 100) + lane, ct);
        for (var step = 0; !end.IsCancellationRequested; step++)
        {
            _made.Add(await MakeAsync(client, $"{seed}-{lane}-{step}", TestPng.Noise(unchecked((((seed * 31) + lane) * 100_003) + step), width: 32, height: 32)));
        }

        Interlocked.Add(ref _retries, client.Retries);
    }

    private async Task<Made> MakeAsync(ChaosClient client, string name, byte[] bytes)
    {
        var upload = (await MutateAsync(
            client, "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url } } errors { code message } } }",
            new { filename = $"{name}.png", size = bytes.Length, idempotencyKey = $"upload {name}" })).GetProperty("upload");
        await client.PutAsync(upload.GetProperty("target").GetProperty("url").GetString()!, bytes);
        var assetId = (await MutateAsync(
            client, "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { code message } } }",
            new { source = new { uploadId = upload.GetProperty("id").GetString() }, title = name, idempotencyKey = $"asset {name}" })).GetProperty("asset").GetProperty("id").GetString()!;
        await MutateAsync(
            client, "mutation($input: SetAssetStatusInput!) { setAssetStatus(input: $input) { asset { id } errors { code message } } }",
            new { assetId, status = "APPROVED", idempotencyKey = $"status {name}" });
        var times = 1 + client.Next(3);
        for (var i = 1; i <= times; i++)
        {
            await MutateAsync(
                client, "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { id } errors { code message } } }",
                new { assetId, rights = new { credit = $"{name} {i}" }, idempotencyKey = $"rights {name} {i}" });
        }

        await MutateAsync(
            client, "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code message } } }",
            new { skus = new[] { new { code = $"SKU-{name}", links = new[] { new { asset = new { id = assetId } } } } }, idempotencyKey = $"sku {name}" });
        return new Made(name, assetId, DamClient.Digest(bytes), times);
    }

    private async Task<JsonElement> MutateAsync(ChaosClient client, string mutation, object input)
    {
        var payload = await client.MutateAsync(mutation, input);
        Interlocked.Increment(ref _acknowledged);
        return payload;
    }

    /// <summary>Follows the feed over whichever nodes answer, until nothing happens any more; then up to its head.</summary>
    private async Task ReadAsync(int reader, ChaosReport report, CancellationToken quiet)
    {
        using var client = new ChaosClient(nodes, (seed * 100) + 50 + reader, ct);
        var seen = 0L;
        string? cursor = null;
        while (true)
        {
            var isLast = quiet.IsCancellationRequested && await HeadAsync(client) <= seen;
            var page = (await client.QueryAsync("query($after: String) { changes(after: $after, first: 50) { cursor nodes { cursor } } }", new { after = cursor })).GetProperty("changes");
            foreach (var number in page.GetProperty("nodes").EnumerateArray().Select(change => NumberOf(change.GetProperty("cursor"))))
            {
                if (number != seen + 1)
                {
                    lock (report)
                    {
                        report.Gaps.Add($"Reader {reader}: {number} follows on {seen}.");
                    }
                }

                seen = number;
            }

            cursor = page.GetProperty("cursor").GetString();
            if (isLast)
            {
                lock (report)
                {
                    report.Events = seen;
                }

                return;
            }

            if (page.GetProperty("nodes").GetArrayLength() == 0)
            {
                await Task.Delay(20, ct);
            }
        }
    }

    private static async Task<long> HeadAsync(ChaosClient client) => NumberOf((await client.QueryAsync("{ changesHead }")).GetProperty("changesHead"));

    private static long NumberOf(JsonElement cursor) => long.Parse(cursor.GetString()!.Split(':')[^1], CultureInfo.InvariantCulture);

    private async Task CheckAsync(ChaosReport report)
    {
        using var client = new ChaosClient(nodes, seed, ct);
        await WaitForJobsAsync(client, report);
        var titles = await TitlesAsync(client);
        var events = await EventsAsync(client);
        for (var waited = TimeProvider.System.GetTimestamp(); events.Keys.Count(key => key.Action == Processed) < _made.Count && TimeProvider.System.GetElapsedTime(waited) < TimeSpan.FromSeconds(30);)
        {
            // What a job has done is heard of a moment later.
            await Task.Delay(100, ct);
            events = await EventsAsync(client);
        }

        foreach (var made in _made)
        {
            Count(report, "assets", made.Name, expected: 1, titles.GetValueOrDefault(made.Name));
            await CheckAsync(client, made, events, report);
        }

        var chain = (await client.QueryAsync("{ verifyAudit { intact problem { code message } } }")).GetProperty("verifyAudit");
        report.Chain = chain.GetProperty("intact").GetBoolean() ? null : chain.GetProperty("problem").ToString();
        report.Acknowledged = _acknowledged;
        report.Retries = _retries;
    }

    private static async Task CheckAsync(ChaosClient client, Made made, Dictionary<(string? Subject, string Action), int> events, ChaosReport report)
    {
        const string query =
            """
            query($id: ID!, $code: String!) {
              asset(id: $id) { checksum status revision rights { credit } original { url } }
              sku(code: $code) { id assets(deliverable: false) { nodes { asset { id } } } }
            }
            """;
        var data = await client.QueryAsync(query, new { id = made.AssetId, code = $"SKU-{made.Name}" });
        var (asset, sku) = (data.GetProperty("asset"), data.GetProperty("sku"));
        if (asset.ValueKind == JsonValueKind.Null || sku.ValueKind == JsonValueKind.Null)
        {
            report.Lost.Add($"{made.Name}: {(asset.ValueKind == JsonValueKind.Null ? made.AssetId : "its SKU")} is not there.");
            return;
        }

        if (asset.GetProperty("status").GetString() != "APPROVED" || asset.GetProperty("rights").GetProperty("credit").GetString() != $"{made.Name} {made.Credits}")
        {
            report.Lost.Add($"{made.Name}: {asset}.");
        }

        // Made, approved, and its rights set so many times.
        Count(report, "revisions", made.Name, 2 + made.Credits, asset.GetProperty("revision").GetInt32());
        if (DamClient.Digest(await client.GetAsync(asset.GetProperty("original").GetProperty("url").GetString()!)) != made.Digest)
        {
            report.Lost.Add($"{made.Name}: its bytes are other ones.");
        }

        Count(report, "links", made.Name, 1, sku.GetProperty("assets").GetProperty("nodes").EnumerateArray().Count(node => node.GetProperty("asset").GetProperty("id").GetString() == made.AssetId));
        foreach (var (action, times) in new[] { ("asset.created", 1), ("asset.status-set", 1), ("asset.rights-set", made.Credits), (Processed, 1) })
        {
            Count(report, action, made.Name, times, events.GetValueOrDefault((made.AssetId, action)));
        }

        Count(report, "sku.linked", made.Name, 1, events.GetValueOrDefault((sku.GetProperty("id").GetString(), "sku.linked")));
    }

    private static void Count(ChaosReport report, string what, string name, int expected, int found)
    {
        if (found != expected)
        {
            (found < expected ? report.Lost : report.Doubled).Add($"{name}: {found} {what}, not {expected}.");
        }
    }

    private async Task WaitForJobsAsync(ChaosClient client, ChaosReport report)
    {
        foreach (var made in _made)
        {
            var state = "";
            for (var waited = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(waited) < TimeSpan.FromMinutes(3);)
            {
                var asset = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { processing { state } } }", new { id = made.AssetId })).GetProperty("asset");
                state = asset.ValueKind == JsonValueKind.Null ? "GONE" : asset.GetProperty("processing").GetProperty("state").GetString();
                if (state is not ("PENDING" or "PROCESSING"))
                {
                    break;
                }

                await Task.Delay(100, ct);
            }

            if (state is not ("READY" or "GONE"))
            {
                report.Unfinished.Add($"{made.Name}: {state}.");
            }
        }
    }

    /// <summary>How many assets there are of each title.</summary>
    private static async Task<Dictionary<string, int>> TitlesAsync(ChaosClient client)
    {
        var titles = new Dictionary<string, int>(StringComparer.Ordinal);
        await PageAsync(client, "assets", "title", node => titles[node.GetProperty("title").GetString()!] = titles.GetValueOrDefault(node.GetProperty("title").GetString()!) + 1);
        return titles;
    }

    /// <summary>How often what was done to whom, as the audit has it.</summary>
    private static async Task<Dictionary<(string? Subject, string Action), int>> EventsAsync(ChaosClient client)
    {
        var events = new Dictionary<(string? Subject, string Action), int>();
        await PageAsync(client, "auditEvents", "subjectId action", node =>
        {
            var key = (node.GetProperty("subjectId").GetString(), node.GetProperty("action").GetString()!);
            events[key] = events.GetValueOrDefault(key) + 1;
        });
        return events;
    }

    private static async Task PageAsync(ChaosClient client, string list, string fields, Action<JsonElement> take)
    {
        string? after = null;
        do
        {
            var page = (await client.QueryAsync(
                $"query($after: String) {{ {list}(first: 100, after: $after) {{ nodes {{ {fields} }} pageInfo {{ hasNextPage endCursor }} }} }}", new { after })).GetProperty(list);
            foreach (var node in page.GetProperty("nodes").EnumerateArray())
            {
                take(node);
            }

            after = page.GetProperty("pageInfo").GetProperty("hasNextPage").GetBoolean() ? page.GetProperty("pageInfo").GetProperty("endCursor").GetString() : null;
        }
        while (after is not null);
    }

    /// <param name="Credits">How often its rights were set.</param>
    private sealed record Made(string Name, string AssetId, string Digest, int Credits);
}
