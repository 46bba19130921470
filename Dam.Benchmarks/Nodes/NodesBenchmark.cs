using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dam.Benchmarks.Rows;
using Dam.Domain;
using Dam.Domain.Changes;
using Dam.Infrastructure;
using Dam.Infrastructure.Persistence.Changes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Benchmarks.Nodes;

/// <summary>How many events a second are numbered and sealed, and how long after a change was acknowledged a subscriber of another node, and one of the same, has heard of it.</summary>
internal static class NodesBenchmark
{
    private const int Events = 20_000;

    private const int Changes = 300;

    /// <summary>Before those that count.</summary>
    private const int WarmUp = 50;

    /// <param name="server">A PostgreSQL as a connection string without a database, to be measured as well; null for none.</param>
    public static async Task RunAsync(string? server)
    {
        var table = new ResultTable(
            $"{Events} events, and {Changes} changes one at a time", "events/s", "same node, median", "p95", "other node, median", "p95");
        table.Add("SQLite", await MeasureAsync(server: null));
        if (server is not null)
        {
            table.Add("PostgreSQL", await MeasureAsync(server));
        }

        table.Print();
    }

    private static async Task<string[]> MeasureAsync(string? server)
    {
        using var data = await SeededData.CreateAsync(assets: 10, server);
        var rate = await SequenceAsync(data);
        using var here = await data.ServeAsync();
        using var there = await data.ServeAsync();
        var (same, other) = (await MeasureAsync("the same node", here, here), await MeasureAsync("another node", here, there));
        return [rate.ToString("N0", CultureInfo.InvariantCulture), Milliseconds(same.Median), Milliseconds(same.P95), Milliseconds(other.Median), Milliseconds(other.P95)];
    }

    private static string Milliseconds(double value) => value.ToString("0.0 'ms'", CultureInfo.InvariantCulture);

    private static async Task<double> SequenceAsync(SeededData data)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(data.Settings).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(configuration).AddDamInfrastructure(configuration).BuildServiceProvider();
        await services.PrepareDatabaseAsync(CancellationToken.None);
        var sequencer = services.GetRequiredService<Sequencer>();
        while (await sequencer.RunOnceAsync(CancellationToken.None) > 0)
        {
            // What seeding has left.
        }

        for (var written = 0; written < Events; written += Sequencer.Portion)
        {
            await services.GetRequiredService<IUnitsOfWork>().ChangeAsync(
                unit =>
                {
                    for (var i = 0; i < Sequencer.Portion; i++)
                    {
                        unit.Events.Add(new Event(ChangeKind.AssetUpdated, "bench.changed", "bench", Guid.CreateVersion7(), Details: new { Number = i }));
                    }

                    return Task.FromResult(true);
                },
                CancellationToken.None);
        }

        var watch = Stopwatch.StartNew();
        while (await sequencer.RunOnceAsync(CancellationToken.None) > 0)
        {
            // Portion by portion.
        }

        return Events / watch.Elapsed.TotalSeconds;
    }

    /// <summary>One change at a time, on a node where nothing else happens.</summary>
    private static async Task<(double Median, double P95)> MeasureAsync(string name, ServerProcess writer, ServerProcess reader)
    {
        using var write = Connect(writer);
        using var read = Connect(reader);
        var asset = (await AskAsync(write, "{ assets(first: 1) { nodes { id } } }", null)).GetProperty("assets").GetProperty("nodes")[0].GetProperty("id").GetString();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Content = JsonContent.Create(new { query = "subscription($after: String) { changed(after: $after) { kind } }", variables = new { after = (await AskAsync(write, "{ changesHead }", null)).GetProperty("changesHead").GetString() } });
        using var response = await read.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8);
        var latencies = new List<double>();
        for (var i = 0; i < WarmUp + Changes; i++)
        {
            var heard = HearAsync(lines);
            await AskAsync(
                write, "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { id } errors { code } } }", new { input = new { assetId = asset, rights = new { credit = $"{name} {i}" } } });
            var acknowledged = Stopwatch.GetTimestamp();
            latencies.Add(Stopwatch.GetElapsedTime(acknowledged, await heard).TotalMilliseconds);
            await Task.Delay(20);
        }

        latencies.RemoveRange(0, WarmUp);
        latencies.Sort();
        return (latencies[Changes / 2], latencies[Changes * 95 / 100]);
    }

    /// <summary>When the next change came.</summary>
    private static async Task<long> HearAsync(StreamReader lines)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                return Stopwatch.GetTimestamp();
            }
        }

        throw new InvalidOperationException("The stream has ended.");
    }

    private static HttpClient Connect(ServerProcess server) => new() { BaseAddress = new Uri($"http://127.0.0.1:{server.Port}"), DefaultRequestHeaders = { { "Dam-Api-Key", SeededData.Key } } };

    private static async Task<JsonElement> AskAsync(HttpClient http, string query, object? variables)
    {
        using var response = await http.PostAsJsonAsync("/graphql", new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException(errors.ToString()) : answer.GetProperty("data");
    }
}
