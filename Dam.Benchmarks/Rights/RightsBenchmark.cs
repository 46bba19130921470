using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Dam.Benchmarks.Rows;
using Dam.Tests;

namespace Dam.Benchmarks.Rights;

/// <summary>
/// Whether rights hold to the second where a cache stands in front: a Varnish over three nodes and a PostgreSQL, asked for files at a steady rate while rights change at random. Each answer is held against what was changed:
/// bytes of what was refused for more than a second are a leak, a refusal of what was allowed for more than a second is wrong.
/// </summary>
internal static class RightsBenchmark
{
    private const int Nodes = 3;

    private const int Assets = 500;

    /// <summary>Assets of which something is taken away at a time.</summary>
    private const int Changers = 24;

    /// <summary>Requests at a time, each of so many a second.</summary>
    private const int Askers = 25;

    private const int RequestsPerAsker = 10;

    private const string Secret = "a-secret-of-the-bench";

    /// <summary>Of every hundred requests those for an address that was revoked.</summary>
    private const int DeadPercent = 5;

    /// <param name="server">A PostgreSQL as a connection string without a database.</param>
    public static async Task RunAsync(string server, int seconds)
    {
        using var data = await SeededData.CreateAsync(assets: 4 * Assets, server);
        var port = ServerProcess.FreePort();
        string[] settings =
        [
            .. data.Settings, "--Dam:Purge:Provider=Varnish", $"--Dam:Purge:Varnish:Addresses:0=http://127.0.0.1:{port}", $"--Dam:Purge:Varnish:Secret={Secret}",
        ];
        var nodes = new List<ServerProcess>();
        try
        {
            for (var node = 0; node < Nodes; node++)
            {
                nodes.Add(await SeededData.ServeAsync(SeededData.Service, settings));
            }

            using var varnish = await StartVarnishAsync(data.Folder, port, nodes);
            using var client = new RightsClient(nodes);
            using var run = new Run(client, new Uri($"http://127.0.0.1:{port}"));
            await run.PrepareAsync();
            await run.MeasureAsync(TimeSpan.FromSeconds(seconds));
            run.Print();
        }
        finally
        {
            nodes.ForEach(node => node.Dispose());
        }
    }

    /// <summary>With docs/delivery/varnish.vcl, for these nodes.</summary>
    private static async Task<ServerProcess> StartVarnishAsync(string folder, int port, IEnumerable<ServerProcess> nodes)
    {
        const string backend = "backend node1 { .host = \"127.0.0.1\"; .port = \"5080\"; .probe = ready; }";
        const string member = "nodes.add_backend(node1);";
        var (secret, vcl) = (Path.Combine(folder, "purge.secret"), Path.Combine(folder, "varnish.vcl"));
        await File.WriteAllTextAsync(secret, Secret);
        var text = await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "delivery", "varnish.vcl"));
        await File.WriteAllTextAsync(vcl, text
            .Replace(backend, string.Join('\n', nodes.Select((node, index) => backend.Replace("node1", $"node{index}", StringComparison.Ordinal).Replace("5080", $"{node.Port}", StringComparison.Ordinal))), StringComparison.Ordinal)
            .Replace(member, string.Join('\n', nodes.Select((_, index) => member.Replace("node1", $"node{index}", StringComparison.Ordinal))), StringComparison.Ordinal)
            .Replace("/etc/varnish/dam-purge.secret", secret, StringComparison.Ordinal));
        return await ServerProcess.StartAsync(
            "varnishd",
            _ => ["-F", "-j", "none", "-n", Path.Combine(folder, "varnish"), "-a", $"127.0.0.1:{port}", "-T", "none", "-f", vcl, "-s", "malloc,256m", "-p", "ban_lurker_age=1", "-p", "ban_lurker_sleep=0.01"],
            port: port);
    }

    private sealed class Run(RightsClient client, Uri front) : IDisposable
    {
        private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Askers }) { BaseAddress = front };
        private readonly ConcurrentQueue<MediaAddress> _dead = new();
        private readonly List<ChangingAsset> _assets = [];
        private readonly ConcurrentQueue<ChangingAsset> _idle = new();
        private readonly Dictionary<(string Key, string AskedAt), double> _purges = [];
        private readonly ConcurrentQueue<string> _wrong = new();
        private double _took;
        private int _asked, _served, _refused, _hits, _leaks, _wronglyRefused, _checked, _disagreed;

        public async Task PrepareAsync()
        {
            string? after = null;
            while (_assets.Count < Assets)
            {
                var page = (await client.QueryAsync(
                    "query($after: String) { assets(first: 100, after: $after, where: { kind: { eq: IMAGE }, deliverable: { context: { territory: \"DE\" } } }) { nodes { id } pageInfo { endCursor } } }", new { after })).GetProperty("assets");
                after = page.GetProperty("pageInfo").GetProperty("endCursor").GetString();
                foreach (var node in page.GetProperty("nodes").EnumerateArray().Take(Assets - _assets.Count))
                {
                    _assets.Add(new ChangingAsset(node.GetProperty("id").GetString()!, client, _dead));
                }
            }

            await Parallel.ForEachAsync(_assets, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (asset, _) => await asset.PrepareAsync());

            // So that the renditions are there, and the cache has seen each file.
            await Task.Delay(TimeSpan.FromSeconds(4));
            await Parallel.ForEachAsync(_assets, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (asset, ct) =>
            {
                using var answer = await _http.GetAsync(asset.Address.Path, ct);
                if (answer.StatusCode != HttpStatusCode.OK)
                {
                    throw new InvalidOperationException($"{asset.Address.Path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(ct)}");
                }
            });
            foreach (var asset in _assets.Shuffle())
            {
                _idle.Enqueue(asset);
            }
        }

        public async Task MeasureAsync(TimeSpan length)
        {
            using var end = new CancellationTokenSource();
            var began = Clock.Now;
            Task[] work =
            [
                .. Enumerable.Range(0, Askers).Select(_ => Task.Run(() => AskAsync(end.Token))),
                .. Enumerable.Range(0, Changers).Select(_ => Task.Run(() => ChangeAsync(end.Token))),
                Task.Run(() => CheckAsync(end.Token)),
                Task.Run(() => FollowPurgesAsync(end.Token)),
            ];
            await Task.WhenAny(Task.WhenAll(work), Task.Delay(length));
            _took = Clock.Now - began;
            await end.CancelAsync();
            await Task.WhenAll(work);
        }

        public void Print()
        {
            var latencies = _purges.Values.Order().ToList();
            var table = new ResultTable(
                $"{Nodes} nodes over PostgreSQL behind Varnish, {Assets} files, {_took:0} s; {_assets.Sum(asset => asset.Changes)} changes of rights, {latencies.Count} purges looked at",
                "requests/s", "from the cache", "with bytes", "refused", "bytes after a refusal of 1 s", "refused 1 s after a permission", "API asked", "API wrong", "purge, median", "p99", "longest");
            table.Add(
                "all ways",
                Number(_asked / _took), $"{Number(100.0 * _hits / _asked)} %", Number(_served), Number(_refused), Number(_leaks), Number(_wronglyRefused), Number(_checked), Number(_disagreed),
                Milliseconds(0.5), Milliseconds(0.99), Milliseconds(1));
            table.Print();
            foreach (var wrong in _wrong.Take(20))
            {
                Console.WriteLine(wrong);
            }

            string Milliseconds(double share) => string.Create(CultureInfo.InvariantCulture, $"{1000 * latencies[Math.Min(latencies.Count - 1, (int)(share * latencies.Count))]:0} ms");
            static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
        }

        public void Dispose() => _http.Dispose();

        /// <summary>At a steady rate, however long the answers take.</summary>
        private async Task AskAsync(CancellationToken end)
        {
            var due = Clock.Now + (Random.Shared.NextDouble() / RequestsPerAsker);
            while (!end.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromSeconds(Math.Max(0, due - Clock.Now)), CancellationToken.None);
                due += 1.0 / RequestsPerAsker;
                await AskAsync(Random.Shared.Next(100) < DeadPercent && _dead.ElementAtOrDefault(Random.Shared.Next(Math.Max(1, _dead.Count))) is { } dead
                    ? dead
                    : _assets[Random.Shared.Next(_assets.Count)].Address);
            }
        }

        private async Task AskAsync(MediaAddress address)
        {
            var asked = Clock.Now;
            using var answer = await _http.GetAsync(address.Path, HttpCompletionOption.ResponseHeadersRead);
            var answered = Clock.Now;
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            Interlocked.Increment(ref _asked);
            var isHit = answer.Headers.TryGetValues("X-Varnish", out var said) && said.Single().Contains(' ', StringComparison.Ordinal);
            Interlocked.Add(ref _hits, isHit ? 1 : 0);
            var isServed = answer.StatusCode == HttpStatusCode.OK && bytes.Length > 0;
            Interlocked.Increment(ref isServed ? ref _served : ref _refused);
            if (address.Judge(asked, answered) is { } expected && expected != isServed)
            {
                Interlocked.Increment(ref expected ? ref _wronglyRefused : ref _leaks);
                _wrong.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{(expected ? "REFUSED" : "LEAK")} {(int)answer.StatusCode} asked {asked:0.000} answered {answered:0.000} {(isHit ? "hit" : "miss")} {address.Path}"));
            }
        }

        private async Task ChangeAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested && _idle.TryDequeue(out var asset))
            {
                await asset.ChangeAsync();
                _idle.Enqueue(asset);
            }
        }

        /// <summary>Whether the nodes' API says the same.</summary>
        private async Task CheckAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                var agrees = await _assets[Random.Shared.Next(_assets.Count)].AgreesAsync();
                (_checked, _disagreed) = (_checked + 1, _disagreed + (agrees ? 0 : 1));
                await Task.Delay(50, CancellationToken.None);
            }
        }

        /// <summary>A record says how the last purge of its key went, so they are looked at again and again.</summary>
        private async Task FollowPurgesAsync(CancellationToken end)
        {
            while (!end.IsCancellationRequested)
            {
                var found = await client.QueryAsync("{ purges(first: 100, where: { state: CONFIRMED }) { nodes { key askedAt confirmedAt } } }");
                foreach (var purge in found.GetProperty("purges").GetProperty("nodes").EnumerateArray())
                {
                    var asked = purge.GetProperty("askedAt");
                    _purges.TryAdd((purge.GetProperty("key").GetString()!, asked.GetString()!), (purge.GetProperty("confirmedAt").GetDateTimeOffset() - asked.GetDateTimeOffset()).TotalSeconds);
                }

                await Task.Delay(500, CancellationToken.None);
            }
        }
    }
}
