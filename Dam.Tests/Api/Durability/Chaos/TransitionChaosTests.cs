using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Dam.Tests.Infrastructure.PostgreSql;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Api.Durability.Chaos;

/// <summary>Three processes over one database are killed at random while rights begin and end: each change of a verdict is told once.</summary>
[Collection(nameof(ChaosTests))]
public sealed class TransitionChaosTests : IAsyncLifetime
{
    private const int Own = 800;

    private const int Licensed = 200;

    private static readonly TimeSpan BeforeTheFirst = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan BetweenFirstAndLast = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _data = Directory.CreateTempSubdirectory("dam-transitions-").FullName;
    private string? _connectionString;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_connectionString is not null)
        {
            await (await PostgreSqlServer.SharedAsync()).DropDatabaseAsync(_connectionString);
        }

        if (Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Nodes_Should_TellOfEachInstantOnce_When_TheyAreKilledAtRandom(string provider)
    {
        // What a killed node had begun is begun again soon.
        var settings = new List<(string, string)> { ("Dam__Jobs__Lease", "00:00:05") };
        if (provider == "PostgreSql")
        {
            _connectionString = (await PostgreSqlServer.SharedAsync()).ConnectionString($"transitions_{Guid.CreateVersion7():N}");
            settings.AddRange(TestDatabase.Settings(provider, _connectionString).Select(setting => (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)));
        }

        await using var nodes = new ChaosNodes(_data, settings);
        await nodes.StartAsync(3, Ct);
        await using var database = TestDatabase.Unprepared(provider, _connectionString ?? _data);
        var expected = await PlanAsync(database);
        using var end = new CancellationTokenSource(BeforeTheFirst + BetweenFirstAndLast);
        await nodes.DisturbAsync(new Random(Environment.TickCount), end.Token, Ct);

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (!await AllAreNumberedAsync(database, expected.Count) && !patience.IsCancellationRequested)
        {
            await Task.Delay(100, Ct);
        }

        Assert.True(nodes.Kills > 0, "Nobody was killed: this run proves nothing.");
        Assert.Equal(expected.Order(), (await ToldAsync(database)).Order());
    }

    /// <summary>All in one transaction, by the clock that the nodes go by.</summary>
    private static async Task<List<(Guid AssetId, DateTimeOffset At)>> PlanAsync(TestDatabase database)
    {
        var now = TimeProvider.System.GetUtcNow();
        var license = new License(new NewLicense("L") { ExpiresAt = now + BeforeTheFirst + (BetweenFirstAndLast / 2) }, now);
        var expected = new List<(Guid, DateTimeOffset)>();
        await using var unit = await database.Units.BeginAsync(Ct);
        unit.Rights.Add(license);
        for (var i = 0; i < Own + Licensed; i++)
        {
            var at = now + BeforeTheFirst + (BetweenFirstAndLast * (i / (double)Own));
            var rights = i < Own ? new AssetRights { EmbargoUntil = i % 2 == 0 ? at : null, ExpiresAt = i % 2 == 0 ? null : at } : new AssetRights { LicenseId = license.Id };
            var asset = Asset.Create($"{i}", rights, TestDatabase.Content(), now);
            unit.Assets.Add(asset);
            expected.Add((asset.Id, i < Own ? at : license.ExpiresAt!.Value));
        }

        await unit.CommitAsync(Ct);
        return expected;
    }

    private static async Task<bool> AllAreNumberedAsync(TestDatabase database, int count)
    {
        await using var context = database.Get<Database>().OpenContext();
        return await context.Events.CountAsync(row => row.Kind == ChangeKind.DeliveryChanged && row.Sequence != null, Ct) >= count
            && !await context.Jobs.AnyAsync(job => job.Kind == TellOfGrantHandler.JobKind, Ct);
    }

    private static async Task<IEnumerable<(Guid AssetId, DateTimeOffset At)>> ToldAsync(TestDatabase database)
    {
        await using var context = database.Get<Database>().OpenContext();
        var events = await context.Events.Where(row => row.Kind == ChangeKind.DeliveryChanged && row.Actor == Caller.System.Subject).ToListAsync(Ct);
        return events.Select(row => (row.AssetId!.Value, JsonElement.Parse(row.Details!).GetProperty("at").GetDateTimeOffset()));
    }
}
