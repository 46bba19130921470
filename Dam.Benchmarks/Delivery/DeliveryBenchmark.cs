using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dam.Benchmarks.Rows;

namespace Dam.Benchmarks.Delivery;

/// <summary>
/// Requests a second for one rendition of about 60 KB that is made already, the verdict asked each time, against nginx that serves the same bytes as a file; in turns, each asked over 16 connections by
/// <c>wrk</c>, which shares the machine's cores with either.
/// </summary>
internal static partial class DeliveryBenchmark
{
    private const int Rounds = 5;

    private const int Connections = 16;

    private const int Bytes = 60_000;

    private static readonly string Threads = Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture);

    /// <param name="seconds">Of each turn.</param>
    public static async Task RunAsync(int seconds)
    {
        using var data = await SeededData.CreateAsync(assets: 40);
        using var dam = await data.ServeAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{dam.Port}"), DefaultRequestHeaders = { { "Dam-Api-Key", SeededData.Key } } };
        var (path, file) = await FindAsync(http);
        var root = Directory.CreateDirectory(Path.Combine(data.Folder, "nginx")).FullName;
        await File.WriteAllBytesAsync(Path.Combine(root, "picture.jpg"), file);
        using var nginx = await NginxAsync(root);

        var peers = new[] { (Name: "nginx", Url: $"http://127.0.0.1:{nginx.Port}/picture.jpg"), (Name: "Dam", Url: $"http://127.0.0.1:{dam.Port}{path}") };
        var turns = peers.ToDictionary(peer => peer.Name, _ => new List<Turn>(), StringComparer.Ordinal);
        foreach (var (_, url) in peers)
        {
            await AskAsync(url, seconds: 3);
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var (name, url) in peers)
            {
                turns[name].Add(await AskAsync(url, seconds));
            }
        }

        Console.WriteLine($"{file.Length} bytes, {Connections} connections, medians of {Rounds} turns of {seconds} s");
        Console.WriteLine($"{"",-8}{"requests/s",12}{"p50, ms",10}{"p99, ms",10}");
        foreach (var (name, _) in peers)
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-8}{Median(turns[name], turn => turn.Rate),12:0}{Median(turns[name], turn => turn.Middle),10:0.00}{Median(turns[name], turn => turn.Slow),10:0.00}"));
        }

        var ratios = turns["Dam"].Zip(turns["nginx"], (ours, theirs) => ours.Rate / theirs.Rate).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Dam / nginx: {ratios[Rounds / 2]:0.00} ({ratios[0]:0.00} to {ratios[^1]:0.00})"));
    }

    /// <summary>The path of a rendition whose size is nearest, and its bytes.</summary>
    private static async Task<(string Path, byte[] File)> FindAsync(HttpClient http)
    {
        var assets = (await QueryAsync(http, "{ assets(first: 40, where: { kind: { eq: IMAGE }, deliverable: { eq: true } }) { nodes { id } } }")).GetProperty("assets").GetProperty("nodes");
        var best = (Path: "", File: Array.Empty<byte>());
        foreach (var asset in assets.EnumerateArray().Take(5))
        {
            for (var width = 300; width <= 1500; width += 100)
            {
                var answer = await QueryAsync(
                    http, "query($id: ID!, $width: Int) { asset(id: $id) { rendition(transform: { width: $width, format: JPEG }) { url } } }", new { id = asset.GetProperty("id").GetString(), width });
                if (answer.GetProperty("asset").GetProperty("rendition") is { ValueKind: JsonValueKind.Object } rendition)
                {
                    var path = new Uri(rendition.GetProperty("url").GetString()!).AbsolutePath;
                    var file = await http.GetByteArrayAsync(path);
                    best = Math.Abs(file.Length - Bytes) < Math.Abs(best.File.Length - Bytes) ? (path, file) : best;
                }
            }
        }

        return best.File.Length > 0 ? best : throw new InvalidOperationException("Nothing that was seeded can be delivered.");
    }

    private static async Task<JsonElement> QueryAsync(HttpClient http, string query, object? variables = null)
    {
        using var answer = await http.PostAsJsonAsync("/graphql", new { query, variables });
        var said = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return said.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException(errors.ToString()) : said.GetProperty("data");
    }

    /// <summary>As many workers as cores, sendfile, no log.</summary>
    private static async Task<ServerProcess> NginxAsync(string root)
    {
        var configuration = Path.Combine(root, "nginx.conf");
        return await ServerProcess.StartAsync("nginx", port =>
        {
            File.WriteAllText(
                configuration,
                $$"""
                user {{Environment.UserName}};
                worker_processes auto;
                pid {{root}}/nginx.pid;
                error_log {{root}}/error.log;
                events { worker_connections 1024; }
                http {
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  keepalive_requests 100000000;
                  types { image/jpeg jpg; }
                  server {
                    listen 127.0.0.1:{{port}};
                    root {{root}};
                    open_file_cache max=100;
                  }
                }
                """);
            return ["-p", root, "-c", configuration, "-g", "daemon off;"];
        });
    }

    private static async Task<Turn> AskAsync(string url, int seconds)
    {
        string[] arguments = ["-t", Threads, "-c", $"{Connections}", "-d", $"{seconds}s", "--latency", url];
        using var wrk = Process.Start(new ProcessStartInfo("wrk", arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        if (wrk.ExitCode != 0 || said.Contains("Non-2xx", StringComparison.Ordinal) || said.Contains("Socket errors", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(said);
        }

        return new Turn(Number(RatePattern().Match(said)), Milliseconds(MiddlePattern().Match(said)), Milliseconds(SlowPattern().Match(said)));
    }

    private static double Number(Match found) => double.Parse(found.Groups["number"].ValueSpan, CultureInfo.InvariantCulture);

    private static double Milliseconds(Match found) => Number(found) * found.Groups["unit"].Value switch
    {
        "us" => 0.001,
        "ms" => 1,
        _ => 1000,
    };

    private static double Median(List<Turn> turns, Func<Turn, double> figure) => turns.Select(figure).Order().ElementAt(Rounds / 2);

    /// <param name="Rate">Requests a second.</param>
    /// <param name="Middle">Median, in milliseconds.</param>
    /// <param name="Slow">The 99th percentile, in milliseconds.</param>
    private sealed record Turn(double Rate, double Middle, double Slow);

    [GeneratedRegex(@"Requests/sec:\s+(?<number>[0-9.]+)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RatePattern();

    [GeneratedRegex(@"50%\s+(?<number>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MiddlePattern();

    [GeneratedRegex(@"99%\s+(?<number>[0-9.]+)(?<unit>us|ms|s)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SlowPattern();
}
