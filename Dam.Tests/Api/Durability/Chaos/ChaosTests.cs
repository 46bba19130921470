using System.Globalization;
using Dam.Tests.Infrastructure.PostgreSql;
using Microsoft.Data.Sqlite;

namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>
/// Three processes over one database, killed at random while clients work: nothing acknowledged is lost, nothing is done twice, readers of the feed see no gap. <c>DAM_SOAK_SECONDS</c> and
/// <c>DAM_SOAK_SEED</c> say how long and which run; <c>DAM_SOAK_REPORT</c> names a file for the counts.
/// </summary>
[Collection(nameof(ChaosTests))]
public sealed class ChaosTests : IAsyncLifetime
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Setting("DAM_SOAK_SECONDS") ?? 25);

    private static readonly int Seed = Setting("DAM_SOAK_SEED") ?? Environment.TickCount % 100_000;

    private readonly string _data = Directory.CreateTempSubdirectory("dam-chaos-").FullName;
    private string? _connectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await (await PostgreSqlServer.SharedAsync()).DropDatabaseAsync(_connectionString);
        }

        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Nodes_Should_LoseAndDoubleNothing_When_TheyAreKilledAtRandom(string provider)
    {
        await using var nodes = new ChaosNodes(_data, await SettingsAsync(provider));
        await nodes.StartAsync(3, Ct);
        using var end = new CancellationTokenSource(Duration);
        var work = new ChaosRun(nodes, Seed, Ct).WorkAsync(end.Token);
        await Task.WhenAll(work, nodes.DisturbAsync(new Random(Seed), end.Token, Ct));
        var report = await work;

        Tell($"{provider}, seed {Seed}, {Duration.TotalSeconds:0} seconds\n{report}");
        Assert.True(report.IsClean, $"seed {Seed}\n{report}\n\n{nodes.Said()}");
        Assert.True(report.Kills > 0, "Nobody was killed: this run proves nothing.");
        Assert.True(report.Acknowledged >= 20, $"Only {report.Acknowledged} changes were acknowledged: too few to prove anything.");
    }

    [Fact]
    public async Task Counts_Should_Show_When_RowsAreTakenAwayOrWrittenTwice()
    {
        await using var nodes = new ChaosNodes(_data, []);
        await nodes.StartAsync(1, Ct);
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var run = new ChaosRun(nodes, Seed, Ct);
        var before = await run.WorkAsync(end.Token);
        Assert.True(before.IsClean, before.ToString());

        await ExecuteAsync("UPDATE \"Assets\" SET \"Revision\" = \"Revision\" + 1 WHERE \"Id\" = (SELECT MIN(\"Id\") FROM \"Assets\")");
        Assert.Single((await run.RecountAsync()).Doubled);
        await ExecuteAsync("UPDATE \"Assets\" SET \"Revision\" = \"Revision\" - 2 WHERE \"Id\" = (SELECT MIN(\"Id\") FROM \"Assets\")");
        Assert.Single((await run.RecountAsync()).Lost);
        await ExecuteAsync("DELETE FROM \"SkuLinks\" WHERE \"SkuId\" = (SELECT MAX(\"Id\") FROM \"Skus\")");
        Assert.Equal(2, (await run.RecountAsync()).Lost.Count);
        await ExecuteAsync("DELETE FROM \"Events\" WHERE \"Sequence\" = 1");
        var tampered = await run.RecountAsync();

        Assert.Single(tampered.Gaps);
        Assert.Contains("EVENT_MISSING", tampered.Chain, StringComparison.Ordinal);
    }

    private static int? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    private static void Tell(string report)
    {
        TestContext.Current.SendDiagnosticMessage("{0}", report);
        if (Environment.GetEnvironmentVariable("DAM_SOAK_REPORT") is { Length: > 0 } file)
        {
            File.AppendAllText(file, $"{report}\n");
        }
    }

    private async Task<IReadOnlyList<(string Name, string Value)>> SettingsAsync(string provider)
    {
        // What a killed node had begun is begun again soon.
        var lease = ("Dam__Jobs__Lease", "00:00:05");
        if (provider == "Sqlite")
        {
            return [lease];
        }

        // Empty: the nodes make it.
        _connectionString = (await PostgreSqlServer.SharedAsync()).ConnectionString($"chaos_{Guid.CreateVersion7():N}");
        return [lease, ("Dam__Database__Provider", provider), ("Dam__Database__ConnectionString", _connectionString)];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(_data, "dam.db")};Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, await command.ExecuteNonQueryAsync(Ct));
    }
}
