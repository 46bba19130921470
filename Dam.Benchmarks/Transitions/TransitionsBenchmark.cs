using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dam.Benchmarks.Rows;
using Dam.Infrastructure;
using Dam.Infrastructure.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Benchmarks.Transitions;

/// <summary>
/// A million assets that expire some day, and a thousand of them that do within one second: how long after each instant two nodes have told their subscribers of it, and what that and waiting for it cost them.
/// </summary>
internal static class TransitionsBenchmark
{
    private const int Changing = 1_000;

    /// <summary>Before those that count.</summary>
    private const int WarmUp = 50;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <param name="server">A PostgreSQL as a connection string without a database, to be measured as well; null for none.</param>
    public static async Task RunAsync(int assets, string? server)
    {
        var table = new ResultTable(
            string.Create(CultureInfo.InvariantCulture, $"{assets:N0} planned, {Changing} of them within one second"),
            "heard after, median", "p95", "last", "on the other node, median", "p95", "last", "processor time of both nodes", "of a node that waits");
        table.Add("SQLite", await MeasureAsync(assets, server: null));
        if (server is not null)
        {
            table.Add("PostgreSQL", await MeasureAsync(assets, server));
        }

        table.Print();
    }

    private static async Task<string[]> MeasureAsync(int assets, string? server)
    {
        using var data = await SeededData.CreateAsync(assets, server);
        await using var services = Services(data);
        await using (var context = services.GetRequiredService<Database>().OpenContext())
        {
            context.Database.SetCommandTimeout(TimeSpan.FromMinutes(30));

            // Each on another day, long after this is read.
            var later = DateTimeOffset.UnixEpoch.AddYears(200).UtcTicks;
            await context.Database.ExecuteSqlAsync($"""UPDATE "Assets" SET "EmbargoUntil" = NULL, "ExpiresAt" = {later} + "CreatedAt" % 1000000000000, "RightsChangeAt" = {later} + "CreatedAt" % 1000000000000 WHERE "DeletedAt" IS NULL""");
        }

        using var here = await data.ServeAsync();
        using var there = await data.ServeAsync();
        await Task.Delay(TimeSpan.FromSeconds(10));
        await HearAllAsync(await PlanAsync(services, WarmUp), here, there);
        var waiting = await CostAsync(() => Task.Delay(Idle), here);
        var instants = await PlanAsync(services, Changing);
        List<double>[] heard = [];
        var cost = await CostAsync(async () => heard = await HearAllAsync(instants, here, there), here, there);
        return
        [
            .. heard.SelectMany(latencies => (string[])[Milliseconds(latencies[Changing / 2]), Milliseconds(latencies[Changing * 95 / 100]), Milliseconds(latencies[^1])]),
            Milliseconds(cost.TotalMilliseconds), (waiting / Idle).ToString("0.00 %", CultureInfo.InvariantCulture),
        ];
    }

    private static async Task<List<double>[]> HearAllAsync(Dictionary<Guid, DateTimeOffset> instants, params ServerProcess[] nodes)
    {
        using var subscriptions = new CancellationTokenSource(Patience);
        return await Task.WhenAll(nodes.Select(node => HearAsync(node, instants, subscriptions.Token)));
    }

    /// <summary>So many assets change, a millisecond after the other, soon.</summary>
    private static async Task<Dictionary<Guid, DateTimeOffset>> PlanAsync(ServiceProvider services, int changing)
    {
        await using var context = services.GetRequiredService<Database>().OpenContext();
        var ids = await context.Assets.OrderBy(asset => asset.Id).Where(asset => asset.DeletedAt == null).Select(asset => asset.Id).Take(changing).ToListAsync();
        var first = services.GetRequiredService<TimeProvider>().GetUtcNow() + TimeSpan.FromSeconds(10);
        var instants = ids.Select((id, i) => (id, At: first.AddMilliseconds(i))).ToDictionary(planned => planned.id, planned => planned.At);
        await using var transaction = await context.Database.BeginTransactionAsync();
        foreach (var (id, at) in instants)
        {
            await context.Assets.Where(asset => asset.Id == id).ExecuteUpdateAsync(set => set.SetProperty(asset => asset.ExpiresAt, at).SetProperty(asset => asset.RightsChangeAt, at));
        }

        await transaction.CommitAsync();
        return instants;
    }

    /// <summary>How long after its instant each change was heard, in milliseconds, the quickest first.</summary>
    private static async Task<List<double>> HearAsync(ServerProcess node, Dictionary<Guid, DateTimeOffset> instants, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{node.Port}"), DefaultRequestHeaders = { { "Dam-Api-Key", SeededData.Key } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/graphql");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        request.Content = JsonContent.Create(new { query = "subscription { changed { kind subjectId } }" });
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(ct), Encoding.UTF8);
        var latencies = new List<double>(instants.Count);
        while (latencies.Count < instants.Count && await lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data: {", StringComparison.Ordinal))
            {
                var change = JsonElement.Parse(line["data: ".Length..]).GetProperty("data").GetProperty("changed");
                var id = change.GetProperty("subjectId").GetString()!;
                latencies.Add((TimeProvider.System.GetUtcNow() - instants[Guid.ParseExact(id[(id.LastIndexOf('_') + 1)..], "N")]).TotalMilliseconds);
            }
        }

        latencies.Sort();
        return latencies.Count == instants.Count ? latencies : throw new InvalidOperationException($"The stream has ended after {latencies.Count} changes.");
    }

    private static async Task<TimeSpan> CostAsync(Func<Task> work, params ServerProcess[] nodes)
    {
        var before = nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime);
        await work();
        return nodes.Aggregate(TimeSpan.Zero, (sum, node) => sum + node.ProcessorTime) - before;
    }

    private static ServiceProvider Services(SeededData data)
    {
        var configuration = new ConfigurationBuilder().AddCommandLine(data.Settings).Build();
        return new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddDamInfrastructure(configuration).BuildServiceProvider();
    }

    private static string Milliseconds(double value) => value.ToString("0 'ms'", CultureInfo.InvariantCulture);
}
