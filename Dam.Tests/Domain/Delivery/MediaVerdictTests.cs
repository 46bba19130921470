using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Delivery;

public sealed class MediaVerdictTests
{
    private static readonly RequestOrigin Nowhere = new(IsKnown: false, Territory: null);
    private static readonly AssetRights NotInFrance = new() { Territories = TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("FR")]) };

    [Theory]
    [InlineData("DE", null, null)]
    [InlineData("FR", null, RefusalCode.TerritoryBlocked)]
    [InlineData(null, null, RefusalCode.TerritoryUnknown)]
    [InlineData(null, "DE", null)]
    [InlineData("DE", "DE", null)]
    [InlineData("DE", "FR", RefusalCode.TerritoryBlocked)] // a URL made for DE is no way around the visitor's own territory
    [InlineData("FR", "DE", RefusalCode.TerritoryBlocked)]
    [InlineData("DE", "?", RefusalCode.TerritoryUnknown)] // the edge should have said where, and did not
    public void Decide_Should_AskInBothTerritories_When_TheyAreKnown(string? inUrl, string? ofRequest, RefusalCode? refusal)
    {
        var context = MediaContext.Delivery(inUrl is null ? null : Territory.Parse(inUrl));
        var origin = new RequestOrigin(ofRequest is not null, Territory.TryParse(ofRequest, out var territory) ? territory : null);

        var verdict = MediaVerdict.Decide(Given.Asset(rights: NotInFrance), Given.Version(), context, origin, Given.Noon);

        Assert.Equal(refusal is { } code ? [code] : [], verdict.Reasons.Select(reason => reason.Code));
    }

    [Theory]
    [InlineData(AssetStatus.Approved, ProcessingState.Ready, null)]
    [InlineData(AssetStatus.Rejected, ProcessingState.Ready, RefusalCode.NotApproved)]
    [InlineData(AssetStatus.Draft, ProcessingState.Ready, RefusalCode.NotApproved)]
    [InlineData(AssetStatus.Approved, ProcessingState.Failed, RefusalCode.NotReady)]
    [InlineData(AssetStatus.Approved, ProcessingState.Quarantined, RefusalCode.Quarantined)]
    [InlineData(AssetStatus.Rejected, ProcessingState.Quarantined, RefusalCode.Quarantined)]
    public void Decide_Should_JudgeTheUrlsOwnVersion_When_ANewerOneIsPublished(AssetStatus status, ProcessingState processing, RefusalCode? refusal)
    {
        var old = Given.Version(new string('b', 64), status, processing);

        var verdict = MediaVerdict.Decide(Given.Asset(), old, MediaContext.Delivery(), Nowhere, Given.Noon);

        Assert.Equal(refusal is { } code ? [code] : [], verdict.Reasons.Select(reason => reason.Code));
    }

    [Fact]
    public void Decide_Should_LetWorkingCopiesThroughButFromQuarantine_When_DeliveryIsRefused()
    {
        var rights = NotInFrance with { EmbargoUntil = Given.Noon.AddDays(1) };
        var draft = Given.Version(status: AssetStatus.Draft);
        var held = Given.Version(processing: ProcessingState.Quarantined);

        Assert.True(MediaVerdict.Decide(Given.Asset(draft, rights), draft, MediaContext.WorkingCopy, Nowhere, Given.Noon).Allowed);
        var refused = MediaVerdict.Decide(Given.Asset(held, rights), held, MediaContext.WorkingCopy, Nowhere, Given.Noon);
        Assert.Equal([RefusalCode.Quarantined], refused.Reasons.Select(reason => reason.Code));
    }
}
