using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>On every provider, the SQL pre-filter allows exactly what <see cref="DeliveryPolicy.Decide"/> allows.</summary>
public abstract class DeliverableContract(string provider)
{
    private const int Policies = 20_000;

    private static readonly string[] Codes = ["FR", "FR-75", "US", "US-CA", "US-NY", "DE", "RE", "CA"];

    private static readonly DateTimeOffset[] Instants = [.. Enumerable.Range(-2, 5).Select(days => TestDatabase.Start.AddDays(days))];

    [Fact]
    public async Task Predicate_Should_AgreeWithThePolicy_When_PoliciesAndContextsAreRandom()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OpenAsync(provider);
        var random = new Random(20260301);
        var assets = await FillAsync(database, random, ct);
        Territory?[] territories = [null, .. Codes.Append("US-TX").Append("ZZ").Append("ZZ-1").Select(code => (Territory?)Territory.Parse(code))];
        DeliveryContext[] contexts =
        [
            .. Instants.Take(3).SelectMany(at => territories, (at, territory) => new DeliveryContext(at, territory)),
            .. Instants.SelectMany(at => new[] { at.AddTicks(-1), at.AddTicks(1) }, (_, at) => new DeliveryContext(at, territories[random.Next(territories.Length)])),
        ];

        foreach (var context in contexts)
        {
            var expected = Allowed(assets, asset => DeliveryPolicy.Decide(asset.Snapshot, context).Allowed);
            Assert.NotEqual(0, context.Territory is null ? 1 : expected.Count);
            await AssertSelectedAsync(expected, database, (statement, tables) => DeliverablePredicate.Append(statement, tables, context), ct);
        }

        foreach (var at in Instants)
        {
            var expected = Allowed(assets, asset => territories.Any(territory => DeliveryPolicy.Decide(asset.Snapshot, new DeliveryContext(at, territory)).Allowed));
            await AssertSelectedAsync(expected, database, (statement, tables) => DeliverablePredicate.AppendSomewhere(statement, tables, at), ct);
        }

        // The readers ask it so, for the moment and for a filter.
        var now = TestDatabase.Start;
        var fixedTo = Territory.Parse("US-CA");
        var shop = new Caller("shop", [], [Permissions.ReadDeliverable]) { Territory = fixedTo };
        var visible = Allowed(assets, asset => DeliveryPolicy.Decide(asset.Snapshot, new DeliveryContext(now, fixedTo)).Allowed);
        Assert.Equal(visible.Count, await database.Assets.CountAsync(shop, filter: null, ct));
        var refused = new AssetFilter { Deliverable = new DeliverableFilter(Eq: false, new DeliveryContext(now, fixedTo)) };
        Assert.Equal(Policies - visible.Count, await database.Assets.CountAsync(Caller.System, refused, ct));
        Assert.Equal(0, await database.Assets.CountAsync(shop, refused, ct));
    }

    private static HashSet<Guid> Allowed(IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)> assets, Func<(Guid Id, DeliverySnapshot Snapshot), bool> isAllowed) =>
        [.. assets.Where(isAllowed).Select(asset => asset.Id)];

    /// <summary>On the tables of who may see all, and on those of who may not.</summary>
    private static async Task AssertSelectedAsync(HashSet<Guid> expected, TestDatabase database, Action<Statement, AssetTables> append, CancellationToken ct)
    {
        var rows = database.Get<Database>();
        foreach (var caller in new[] { Caller.System, Caller.Storefront("shop") })
        {
            var tables = AssetTables.Of(rows.Dialect, caller);
            var statement = new Statement(rows.Dialect).Append($"SELECT a.\"Id\"{tables.From}\nWHERE ");
            append(statement, tables);
            Assert.Equal(expected, [.. await rows.QueryAsync(statement, row => row.Id(0), ct)]);
        }
    }

    /// <summary>Assets in every state, with what the policy is asked about each.</summary>
    private static async Task<IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)>> FillAsync(TestDatabase database, Random random, CancellationToken ct)
    {
        var snapshots = new List<(Guid, DeliverySnapshot)>(Policies);
        await using var context = database.Get<Database>().OpenContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        for (var i = 0; i < Policies; i++)
        {
            var rights = RandomRights(random);
            var asset = Asset.Create($"Photo {i}", rights, TestDatabase.Content(), TestDatabase.Start);
            context.Add(asset);
            var first = asset.CurrentVersion;
            var current = first;
            if (random.Next(3) == 0)
            {
                current = new AssetVersion(asset.Id, number: 2, TestDatabase.Content(), TestDatabase.Start);
                context.Add(current);
                context.Entry(asset).Property(it => it.CurrentVersionId).CurrentValue = current.Id;
            }

            var published = random.Next(6) switch { 0 => null, 1 => current, _ => first };
            context.Entry(asset).Property(it => it.PublishedVersionId).CurrentValue = published?.Id;
            foreach (var version in new[] { first, current }.Distinct())
            {
                context.Entry(version).Property(it => it.Status).CurrentValue = random.Next(3) == 0 ? RandomOf(random, Enum.GetValues<AssetStatus>()) : AssetStatus.Approved;
                context.Entry(version).Property(it => it.Processing).CurrentValue = random.Next(3) == 0 ? RandomOf(random, Enum.GetValues<ProcessingState>()) : ProcessingState.Ready;
            }

            context.Entry(asset).Property(it => it.Status).CurrentValue = current.Status;
            snapshots.Add((asset.Id, new DeliverySnapshot(current.Status, published?.Processing, rights)));
        }

        await context.SaveChangesAsync(ct);
        return snapshots;
    }

    private static AssetRights RandomRights(Random random)
    {
        var codes = Codes.Where(_ => random.Next(4) == 0).Select(Territory.Parse);
        return new AssetRights
        {
            EmbargoUntil = random.Next(2) == 0 ? null : RandomOf(random, Instants),
            ExpiresAt = random.Next(2) == 0 ? null : RandomOf(random, Instants),
            Territories = TerritoryRule.Of(RandomOf(random, Enum.GetValues<TerritoryMode>()), codes),
        };
    }

    private static T RandomOf<T>(Random random, T[] values) => values[random.Next(values.Length)];
}
