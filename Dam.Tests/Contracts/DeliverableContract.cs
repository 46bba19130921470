using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Statements;
using Dam.Tests.Domain.Rights;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>On every provider, the SQL pre-filter allows exactly what <see cref="DeliveryPolicy.Decide"/> allows, and readers give it all that it asks for.</summary>
public abstract class DeliverableContract(string provider)
{
    private const int Policies = 20_000;

    private const int Contexts = 40;

    /// <summary>Everywhere that rules tell apart.</summary>
    private static readonly Territory?[] Anywhere =
        [.. RandomPolicies.Territories, .. RandomPolicies.Territories.OfType<Territory>().Select(territory => (Territory?)Territory.RestOf(territory.Country))];

    [Fact]
    public async Task Predicate_Should_AgreeWithThePolicy_When_PoliciesAndContextsAreRandom()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OpenAsync(provider);
        var random = new RandomPolicies(20260301, TestDatabase.Start);
        var assets = await FillAsync(database, random, ct);

        var allowed = 0;
        foreach (var context in Enumerable.Range(0, Contexts).Select(_ => random.Context()))
        {
            var expected = Allowed(assets, snapshot => DeliveryPolicy.Decide(snapshot, context).Allowed);
            allowed += expected.Count;
            await AssertSelectedAsync(expected, database, (statement, tables) => DeliverablePredicate.Append(statement, tables, context), ct);
            await AssertSelectedAsync(
                Allowed(assets, snapshot => IsNotForbidden(snapshot, context)), database, (statement, tables) => DeliverablePredicate.AppendUnlessForbidden(statement, tables, context), ct);
        }

        Assert.True(allowed > Contexts * 50, $"{allowed} allowed");
        await AssertVisibleAsync(database, assets, random, ct);
        await AssertToldAsync(database, assets, random, ct);

        // What readers give is what was written, whoever reads.
        var ids = assets.Take(500).Select(asset => asset.Id).ToList();
        var read = (await database.Assets.FindAsync(Caller.System, ids, AssetColumns.Rights | AssetColumns.State | AssetColumns.Published, ct)).ToDictionary(asset => asset.Id);
        foreach (var (id, snapshot) in assets.Take(500))
        {
            var context = random.Context();
            Assert.Equal(BruteForce.Codes(snapshot, context), DeliveryPolicy.Decide(read[id].Snapshot, context).Reasons.Select(reason => reason.Code));
            Assert.Equal(DeliveryPolicy.Decide(snapshot, context).ChangesAt, DeliveryPolicy.Decide(read[id].Snapshot, context).ChangesAt);
        }

        // The readers ask it so, for the moment and for a filter.
        var now = new DeliveryContext(TestDatabase.Start, Territory.Parse("US-CA"), "web", "editorial");
        var deliverable = Allowed(assets, snapshot => DeliveryPolicy.Decide(snapshot, now).Allowed).Count;
        Assert.Equal(deliverable, await database.Assets.CountAsync(Caller.System, Filter(eq: true), ct));
        Assert.Equal(Policies - deliverable, await database.Assets.CountAsync(Caller.System, Filter(eq: false), ct));

        AssetFilter Filter(bool eq) => new() { Deliverable = new DeliverableFilter(eq, now) };
    }

    /// <summary>A storefront sees what it may have where it is, and where that is not known, somewhere.</summary>
    private static async Task AssertVisibleAsync(TestDatabase database, IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)> assets, RandomPolicies random, CancellationToken ct)
    {
        (Territory? Territory, string? Channel)[] places = [(null, null), (Territory.Parse("US-CA"), null), (null, "web"), (Territory.Parse("FR"), "print"), (Territory.Parse("US"), null)];
        foreach (var (territory, channel) in places)
        {
            var shop = new Caller("shop", [], [Permissions.ReadDeliverable]) { Territory = territory, Channel = channel };
            var territories = territory is null ? Anywhere : [territory];
            var channels = channel is null ? RandomPolicies.Channels : [channel];
            foreach (var at in random.Edges[1..4])
            {
                var visible = Allowed(assets, snapshot => IsAllowed(snapshot, at, territories, channels));
                Assert.NotEmpty(visible);
                await AssertSelectedAsync(visible, database, (statement, tables) => DeliverablePredicate.AppendSomewhere(statement, tables, shop, at), ct);
            }

            Assert.Equal(Allowed(assets, snapshot => IsAllowed(snapshot, TestDatabase.Start, territories, channels)).Count, await database.Assets.CountAsync(shop, filter: null, ct));
        }

        static bool IsAllowed(DeliverySnapshot snapshot, DateTimeOffset at, Territory?[] territories, string?[] channels) =>
            !DeliveryPolicy.Decide(snapshot, new DeliveryContext(at)).Reasons.Any(reason => reason.Code < RefusalCode.TerritoryBlocked)
            && territories.Any(territory => channels.Any(channel => RandomPolicies.Purposes[1..].Any(
                purpose => DeliveryPolicy.Decide(snapshot, new DeliveryContext(at, territory, channel, purpose)).Allowed)));
    }

    /// <summary>A channel is told of the changes of what it may have where it asks from, as far as that is known, page after page.</summary>
    private static async Task AssertToldAsync(TestDatabase database, IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)> assets, RandomPolicies random, CancellationToken ct)
    {
        const int Changed = 2_200;
        const int Page = 300;
        var changed = assets.Take(Changed).ToList();
        await database.Units.ChangeAsync(
            unit =>
            {
                changed.ForEach(asset => unit.Events.Add(new Event(ChangeKind.AssetUpdated, "asset.updated", "tests", asset.Id)));
                return Task.FromResult(true);
            },
            ct);
        while (await database.Get<Sequencer>().RunOnceAsync(ct) > 0)
        {
        }

        foreach (var territory in RandomPolicies.Territories)
        {
            var scope = new ChangeScope(random.OneOf(RandomPolicies.Channels[1..4])!, territory);
            var expected = Allowed(changed, snapshot => IsNotForbidden(snapshot, new DeliveryContext(TestDatabase.Start, territory, scope.Channel)));
            var told = new List<Guid>();
            for (var (page, pages) = (new ChangePage([], 0, HasNext: true), 0); page.HasNext; pages++)
            {
                Assert.True(pages < Changed);
                page = (await database.Get<IChangeReader>().AfterAsync(page.Last, Page, scope, ct)).Value!;
                Assert.True(page.Changes.Count <= Page);
                told.AddRange(page.Changes.Select(change => change.AssetId!.Value));
            }

            Assert.InRange(told.Count, 1, Changed - 1);
            Assert.Equal(changed.Select(asset => asset.Id).Where(expected.Contains), told);
        }
    }

    private static bool IsNotForbidden(DeliverySnapshot snapshot, DeliveryContext context) => DeliveryPolicy.Decide(snapshot, context with { IsAuthorized = true }).Reasons
        .All(reason => reason.Code is RefusalCode.TerritoryUnknown or RefusalCode.ChannelUnknown or RefusalCode.PurposeUnknown);

    private static HashSet<Guid> Allowed(IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)> assets, Func<DeliverySnapshot, bool> isAllowed) =>
        [.. assets.Where(asset => isAllowed(asset.Snapshot)).Select(asset => asset.Id)];

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

    /// <summary>Assets in every state, with what the policy is asked about each. No rights leave no place at all: writers see to that.</summary>
    private static async Task<IReadOnlyList<(Guid Id, DeliverySnapshot Snapshot)>> FillAsync(TestDatabase database, RandomPolicies random, CancellationToken ct)
    {
        var snapshots = new List<(Guid, DeliverySnapshot)>(Policies);
        await using var context = database.Get<Database>().OpenContext();
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        List<(Guid Id, Grant Grant)> licenses = [.. Enumerable.Range(0, 30).Select(_ => AddLicense(context, random.Grant(isLicense: true)))];
        List<(Guid Id, Grant Grant)> releases = [.. Enumerable.Range(0, 40).Select(_ => AddRelease(context, random.Grant(isLicense: false)))];
        for (var i = 0; i < Policies; i++)
        {
            var (rights, license, covering) = RandomRights(random, licenses, releases);
            var asset = Asset.Create($"Photo {i}", rights, TestDatabase.Content(), TestDatabase.Start);
            context.Add(asset);
            var first = asset.CurrentVersion;
            var current = first;
            if (random.One(of: 3))
            {
                current = new AssetVersion(asset.Id, number: 2, TestDatabase.Content(), TestDatabase.Start);
                context.Add(current);
                context.Entry(asset).Property(it => it.CurrentVersionId).CurrentValue = current.Id;
            }

            var published = random.Next(6) switch { 0 => null, 1 => current, _ => first };
            context.Entry(asset).Property(it => it.PublishedVersionId).CurrentValue = published?.Id;
            foreach (var version in new[] { first, current }.Distinct())
            {
                context.Entry(version).Property(it => it.Status).CurrentValue = random.One(of: 3) ? random.OneOf(Enum.GetValues<AssetStatus>()) : AssetStatus.Approved;
                context.Entry(version).Property(it => it.Processing).CurrentValue = random.One(of: 3) ? random.OneOf(Enum.GetValues<ProcessingState>()) : ProcessingState.Ready;
            }

            context.Entry(asset).Property(it => it.Status).CurrentValue = current.Status;
            if (random.One(of: 12))
            {
                context.Entry(asset).Property(it => it.TakenDownAt).CurrentValue = TestDatabase.Start;
            }

            snapshots.Add((asset.Id, new DeliverySnapshot(current.Status, published?.Processing, rights) { IsTakenDown = asset.TakenDownAt is not null, License = license, Releases = covering }));
        }

        await context.SaveChangesAsync(ct);
        return snapshots;
    }

    private static (AssetRights Rights, Grant? License, IReadOnlyList<Grant> Releases) RandomRights(
        RandomPolicies random, List<(Guid Id, Grant Grant)> licenses, List<(Guid Id, Grant Grant)> releases)
    {
        while (true)
        {
            var rights = random.Rights();
            (Guid Id, Grant Grant)? license = random.One(of: 3) ? random.OneOf(licenses) : null;
            List<(Guid Id, Grant Grant)> covering = [.. Enumerable.Range(0, random.One(of: 2) ? 0 : random.Next(3)).Select(_ => random.OneOf(releases)).Distinct()];
            TerritoryRule[] territories = [rights.Territories, license?.Grant.Territories ?? TerritoryRule.Everywhere, .. covering.Select(release => release.Grant.Territories)];
            var channels = license?.Grant.Channels ?? KeyRule.All;
            if (DeliveryPolicy.AllowSomewhere(territories) && (channels.IsAll || rights.Channels.IsAll || channels.Keys.Intersect(rights.Channels.Keys).Any()))
            {
                return (rights with { LicenseId = license?.Id, Releases = ReleaseSet.Of(covering.Select(release => release.Id)) }, license?.Grant, [.. covering.Select(release => release.Grant)]);
            }
        }
    }

    private static (Guid Id, Grant Grant) AddLicense(DamDbContext context, Grant grant)
    {
        var license = new License(
            new NewLicense("License") { StartsAt = grant.StartsAt, ExpiresAt = grant.ExpiresAt, Territories = grant.Territories, Channels = grant.Channels }, TestDatabase.Start);
        if (grant.IsRevoked)
        {
            license.Revoke(TestDatabase.Start);
        }

        context.Add(license);
        return (license.Id, grant);
    }

    private static (Guid Id, Grant Grant) AddRelease(DamDbContext context, Grant grant)
    {
        var release = new Release(
            new NewRelease(ReleaseKind.Model, "Somebody") { StartsAt = grant.StartsAt, ExpiresAt = grant.ExpiresAt, Territories = grant.Territories }, TestDatabase.Start);
        if (grant.IsRevoked)
        {
            release.Revoke(TestDatabase.Start);
        }

        context.Add(release);
        return (release.Id, grant);
    }
}
