using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

/// <summary>What holds for every policy and every question.</summary>
public sealed class DeliveryPropertyTests
{
    private const int Policies = 100_000;

    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Decide_Should_AgreeWithAnotherReadingOfTheRules_When_PoliciesAreRandom()
    {
        var random = new RandomPolicies(20261122, Noon);
        var seen = new Dictionary<RefusalCode, int>();
        var allowed = 0;
        for (var i = 0; i < Policies; i++)
        {
            var (snapshot, context) = (random.Snapshot(), random.Context());

            var codes = Codes(snapshot, context);

            Assert.Equal(BruteForce.Codes(snapshot, context), codes);
            allowed += codes.Length == 0 ? 1 : 0;
            foreach (var code in codes)
            {
                seen[code] = seen.GetValueOrDefault(code) + 1;
            }
        }

        // The draw is worth something: every reason came up often, and so did none.
        Assert.True(allowed > 500, $"{allowed} allowed");
        Assert.Equal(Enum.GetValues<RefusalCode>().Except([RefusalCode.MetadataInvalid]), seen.Where(pair => pair.Value > 500).Select(pair => pair.Key).Order());
    }

    [Fact]
    public void ChangesAt_Should_BeExactlyTheNextDifference_When_PoliciesAreRandom()
    {
        var random = new RandomPolicies(7, Noon);
        var changes = 0;
        for (var i = 0; i < Policies; i++)
        {
            var (snapshot, context) = (random.Snapshot(), random.Context());
            var now = BruteForce.Codes(snapshot, context);
            var next = random.Edges
                .Where(edge => edge > context.At)
                .Select(edge => (DateTimeOffset?)edge)
                .FirstOrDefault(edge => !BruteForce.Codes(snapshot, context with { At = edge!.Value }).SequenceEqual(now));

            var verdict = DeliveryPolicy.Decide(snapshot, context);

            Assert.Equal(next, verdict.ChangesAt);
            if (next is { } change)
            {
                changes++;
                var before = DeliveryPolicy.Decide(snapshot, context with { At = change.AddTicks(-1) });
                Assert.Equal(verdict.Reasons, before.Reasons);
            }
        }

        Assert.True(changes > Policies / 4, $"{changes} changes");
    }

    [Fact]
    public void Decide_Should_NeverAllowMore_When_ARestrictionIsAdded()
    {
        var random = new RandomPolicies(11, Noon);
        var allowed = 0;
        for (var i = 0; i < Policies; i++)
        {
            var (snapshot, context) = (random.Snapshot(), random.Context());
            var (stricter, vaguer) = Restricted(snapshot, context, random);
            if (DeliveryPolicy.Decide(stricter, vaguer).Allowed)
            {
                allowed++;
                Assert.True(DeliveryPolicy.Decide(snapshot, context).Allowed, $"{snapshot}\n{context}\nbecame\n{stricter}\n{vaguer}");
            }
        }

        Assert.True(allowed > 200, $"{allowed} allowed");
    }

    /// <summary>The same with one restriction more, or with less known of where it is to be used.</summary>
    private static (DeliverySnapshot Snapshot, DeliveryContext Context) Restricted(DeliverySnapshot snapshot, DeliveryContext context, RandomPolicies random)
    {
        var rights = snapshot.Rights;
        return random.Next(13) switch
        {
            0 => (snapshot with { IsTakenDown = true }, context),
            1 => (snapshot with { PublishedProcessing = null }, context),
            2 => (With(rights with { EmbargoUntil = random.Edges.Where(edge => rights.EmbargoUntil is null || edge >= rights.EmbargoUntil).Min() }), context),
            3 => (With(rights with { ExpiresAt = random.Edges.Where(edge => rights.ExpiresAt is null || edge <= rights.ExpiresAt).Max() }), context),
            4 => (With(rights with { Territories = Narrower(rights.Territories, random) }), context),
            5 => (With(rights with { Channels = Narrower(rights.Channels, "web") }), context),
            6 => (With(rights with { Purposes = Narrower(rights.Purposes, "editorial") }), context),
            7 => (With(rights with { NeedsRelease = true }), context),
            // Where one is missing, a release lets through.
            8 when !rights.NeedsRelease || snapshot.Releases.Count > 0 => (snapshot with { Releases = [.. snapshot.Releases, random.Grant(isLicense: false)] }, context),
            9 => (snapshot with { Releases = [.. snapshot.Releases.Select(release => release with { IsRevoked = true })] }, context),
            10 => (snapshot with { License = (snapshot.License ?? new Grant()) with { IsRevoked = true } }, context),
            11 => (snapshot with { License = snapshot.License ?? random.Grant(isLicense: true) }, context),
            _ => (snapshot, context with { Territory = null, Channel = null, Purpose = null }),
        };

        DeliverySnapshot With(AssetRights stricter) => snapshot with { Rights = stricter };
    }

    private static TerritoryRule Narrower(TerritoryRule rule, RandomPolicies random) => rule.Mode switch
    {
        TerritoryMode.Only when rule.Territories.Count > 1 => TerritoryRule.Of(TerritoryMode.Only, rule.Territories.Skip(1)),
        TerritoryMode.Only => rule,
        _ => TerritoryRule.Of(TerritoryMode.Except, rule.Territories.Append(Territory.Parse(random.OneOf(RandomPolicies.Codes)))),
    };

    private static KeyRule Narrower(KeyRule rule, string key) => rule.Keys.Count switch
    {
        0 => KeyRule.Of([key]),
        1 => rule,
        _ => KeyRule.Of(rule.Keys.Skip(1)),
    };

    private static RefusalCode[] Codes(DeliverySnapshot snapshot, DeliveryContext context) => [.. DeliveryPolicy.Decide(snapshot, context).Reasons.Select(reason => reason.Code)];
}
