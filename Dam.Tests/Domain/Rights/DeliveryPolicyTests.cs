using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

public sealed class DeliveryPolicyTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan OneTick = TimeSpan.FromTicks(1);

    [Fact]
    public void Decide_Should_Allow_When_ApprovedAndReadyAndUnrestricted()
    {
        var verdict = Decide(AssetRights.None, Noon);

        Assert.True(verdict.Allowed);
        Assert.Empty(verdict.Reasons);
        Assert.Null(verdict.ChangesAt);
    }

    [Fact]
    public void Decide_Should_RefuseToTheTick_When_UnderEmbargo()
    {
        var rights = new AssetRights { EmbargoUntil = Noon };

        Assert.Equal([RefusalCode.Embargoed], Codes(Decide(rights, Noon - OneTick)));
        Assert.Equal(Noon, Decide(rights, Noon - OneTick).ChangesAt);
        Assert.True(Decide(rights, Noon).Allowed);
    }

    [Fact]
    public void Decide_Should_RefuseFromTheTickOn_When_Expired()
    {
        var rights = new AssetRights { ExpiresAt = Noon };

        Assert.True(Decide(rights, Noon - OneTick).Allowed);
        Assert.Equal(Noon, Decide(rights, Noon - OneTick).ChangesAt);
        Assert.Equal([RefusalCode.Expired], Codes(Decide(rights, Noon)));
        Assert.Null(Decide(rights, Noon).ChangesAt);
    }

    [Theory]
    [InlineData(TerritoryMode.Only, "FR", "FR", null)]
    [InlineData(TerritoryMode.Only, "FR", "DE", RefusalCode.TerritoryBlocked)]
    [InlineData(TerritoryMode.Only, "FR", null, RefusalCode.TerritoryUnknown)]
    [InlineData(TerritoryMode.Only, "US", "US-CA", null)]
    [InlineData(TerritoryMode.Only, "US-CA", "US-CA", null)]
    [InlineData(TerritoryMode.Only, "US-CA", "US-NY", RefusalCode.TerritoryBlocked)]
    [InlineData(TerritoryMode.Only, "US-CA", "US", RefusalCode.TerritoryUnknown)]
    [InlineData(TerritoryMode.Except, "FR", "FR", RefusalCode.TerritoryBlocked)]
    [InlineData(TerritoryMode.Except, "FR", "DE", null)]
    [InlineData(TerritoryMode.Except, "FR", null, RefusalCode.TerritoryUnknown)]
    [InlineData(TerritoryMode.Except, "US", "US-CA", RefusalCode.TerritoryBlocked)]
    [InlineData(TerritoryMode.Except, "US-CA", "US-CA", RefusalCode.TerritoryBlocked)]
    [InlineData(TerritoryMode.Except, "US-CA", "US-NY", null)]
    [InlineData(TerritoryMode.Except, "US-CA", "US", RefusalCode.TerritoryUnknown)]
    public void Decide_Should_FollowTheTerritoryRule_When_ThereIsOne(TerritoryMode mode, string named, string? asked, RefusalCode? expected)
    {
        var rights = new AssetRights { Territories = TerritoryRule.Of(mode, [Territory.Parse(named)]) };
        var context = new DeliveryContext(Noon, asked is null ? null : Territory.Parse(asked));

        var verdict = DeliveryPolicy.Decide(Snapshot(rights), context);

        Assert.Equal(expected is { } code ? [code] : [], Codes(verdict));
    }

    [Theory]
    [InlineData(AssetStatus.Draft, null, new[] { RefusalCode.NotApproved })]
    [InlineData(AssetStatus.Archived, ProcessingState.Ready, new[] { RefusalCode.Archived })]
    [InlineData(AssetStatus.Draft, ProcessingState.Ready, new RefusalCode[0])]
    [InlineData(AssetStatus.Approved, ProcessingState.Pending, new[] { RefusalCode.NotReady })]
    [InlineData(AssetStatus.Approved, ProcessingState.Failed, new[] { RefusalCode.NotReady })]
    [InlineData(AssetStatus.Approved, ProcessingState.Quarantined, new[] { RefusalCode.Quarantined })]
    public void Decide_Should_FollowStatusAndProcessing_When_Asked(AssetStatus current, ProcessingState? published, RefusalCode[] expected)
    {
        var verdict = DeliveryPolicy.Decide(new DeliverySnapshot(current, published, AssetRights.None), new DeliveryContext(Noon));

        Assert.Equal(expected, Codes(verdict));
    }

    [Fact]
    public void Decide_Should_ListEveryReasonInOrder_When_SeveralRefuse()
    {
        var rights = new AssetRights
        {
            EmbargoUntil = Noon.AddHours(1),
            ExpiresAt = Noon.AddHours(2),
            Territories = TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("DE")]),
        };

        var verdict = DeliveryPolicy.Decide(new DeliverySnapshot(AssetStatus.Archived, null, rights), new DeliveryContext(Noon, Territory.Parse("FR")));

        Assert.Equal([RefusalCode.Archived, RefusalCode.NotApproved, RefusalCode.Embargoed, RefusalCode.TerritoryBlocked], Codes(verdict));
        Assert.Equal(Noon.AddHours(1), verdict.ChangesAt);
    }

    /// <summary>Between two changes the verdict is constant, and at each announced change it differs: exact, over many random policies.</summary>
    [Fact]
    public void ChangesAt_Should_BeTheNextDifference_When_TimeGoesOn()
    {
        var random = new Random(20261121);
        for (var round = 0; round < 200; round++)
        {
            var rights = new AssetRights
            {
                EmbargoUntil = random.Next(3) == 0 ? null : Noon.AddSeconds(random.Next(20)),
                ExpiresAt = random.Next(3) == 0 ? null : Noon.AddSeconds(random.Next(20)),
            };
            for (var at = Noon; at < Noon.AddSeconds(22); at = at.AddSeconds(1))
            {
                var verdict = Decide(rights, at);
                var next = verdict.ChangesAt ?? Noon.AddSeconds(30);
                for (var later = at; later < next; later = later.AddSeconds(1))
                {
                    Assert.Equal(Codes(verdict), Codes(Decide(rights, later)));
                }

                if (verdict.ChangesAt is { } change)
                {
                    Assert.NotEqual(Codes(verdict), Codes(Decide(rights, change)));
                }
            }

        }
    }

    private static DeliveryVerdict Decide(AssetRights rights, DateTimeOffset at) => DeliveryPolicy.Decide(Snapshot(rights), new DeliveryContext(at));

    private static DeliverySnapshot Snapshot(AssetRights rights) => new(AssetStatus.Approved, ProcessingState.Ready, rights);

    private static RefusalCode[] Codes(DeliveryVerdict verdict) => [.. verdict.Reasons.Select(reason => reason.Code)];
}
