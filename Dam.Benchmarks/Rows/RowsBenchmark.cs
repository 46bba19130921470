using System.Diagnostics;
using Dam.Tests;

namespace Dam.Benchmarks.Rows;

/// <summary>
/// 50 SKUs with up to four linked assets each and six fields of each asset, from one SQLite file: the whole service against a hand-written endpoint (Microsoft.Data.Sqlite,
/// System.Text.Json) and against mercurius over better-sqlite3, each a process of its own, in turns.
/// </summary>
internal static class RowsBenchmark
{
    private const int Assets = 10_000;
    private const int Rounds = 5;
    private const int Connections = 16;

    private const string Links = "nodes { role asset { id title filename mediaType width height } }";

    public static async Task RunAsync(int requests)
    {
        using var data = await SeededData.CreateAsync(Assets);
        using var dam = await data.ServeAsync();
        using var endpoint = await ServerProcess.StartAsync("dotnet", port => [typeof(RowsBenchmark).Assembly.Location, "rows-endpoint", data.Database, $"{port}"]);
        using var mercurius = await StartMercuriusAsync(data);
        List<Case> cases =
        [
            new("hand-written endpoint", endpoint, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray()),
            new("Dam", dam, RawClient.Post($"{{ skus(first: 50) {{ nodes {{ code name assets(first: 4, deliverable: false) {{ {Links} }} }} }} }}", SeededData.KeyHeader)),
            new("Dam, deliverable only", dam, RawClient.Post($"{{ skus(first: 50) {{ nodes {{ code name assets(first: 4) {{ {Links} }} }} }} }}", SeededData.KeyHeader)),
        ];
        if (mercurius is not null)
        {
            cases.Insert(1, new("mercurius, one process", mercurius, RawClient.Post($"{{ skus(first: 50) {{ nodes {{ code name assets(first: 4) {{ {Links} }} }} }} }}")));
        }

        foreach (var one in cases)
        {
            one.Measure(requests, Connections);
            one.Rounds.Clear();
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var one in cases)
            {
                one.Measure(requests, Connections);
            }
        }

        Console.WriteLine($"{"",-24}{"bytes",8}{"requests/s",12}{"CPU ms",8}{"requests/s, ratio",19}{"CPU, ratio",12}");
        foreach (var one in cases)
        {
            Console.WriteLine(
                $"{one.Name,-24}{one.Bytes,8}{one.PerSecond,12:0}{one.Cpu,8:0.00}{one.PerSecond / cases[0].PerSecond,19:0.00}{one.Cpu / cases[0].Cpu,12:0.00}");
        }
    }

    /// <summary>Null where its packages are not installed.</summary>
    private static async Task<ServerProcess?> StartMercuriusAsync(SeededData data)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "Dam.Benchmarks", "Rows", "mercurius");
        if (File.Exists(Path.Combine(folder, "node_modules", "better-sqlite3", "build", "Release", "better_sqlite3.node")))
        {
            return await ServerProcess.StartAsync("node", port => [Path.Combine(folder, "server.mjs"), data.Database, $"{port}"]);
        }

        Console.WriteLine($"Without mercurius: `npm ci --allow-scripts=better-sqlite3` in {folder} installs it.");
        return null;
    }

    private sealed class Case(string name, ServerProcess server, byte[] request)
    {
        public string Name { get; } = name;

        public List<(double PerSecond, double Cpu)> Rounds { get; } = [];

        public int Bytes { get; private set; }

        /// <summary>Of the median round.</summary>
        public double PerSecond => Rounds.Select(round => round.PerSecond).Order().ElementAt(Rounds.Count / 2);

        /// <summary>The server's, in milliseconds a request; of the median round.</summary>
        public double Cpu => Rounds.Select(round => round.Cpu).Order().ElementAt(Rounds.Count / 2);

        public void Measure(int requests, int connections)
        {
            var cpu = server.ProcessorTime;
            var watch = Stopwatch.StartNew();
            var clients = Enumerable.Range(0, connections).Select(_ => new Thread(() => Bytes = RawClient.Ask(request, server.Port, requests / connections))).ToList();
            clients.ForEach(client => client.Start());
            clients.ForEach(client => client.Join());
            Rounds.Add((requests / watch.Elapsed.TotalSeconds, (server.ProcessorTime - cpu).TotalMilliseconds / requests));
        }
    }
}
