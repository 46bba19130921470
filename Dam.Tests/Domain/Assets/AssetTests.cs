using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Assets;

public sealed class AssetTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void SetStatus_Should_PublishTheVersion_When_Approved()
    {
        var asset = NewAsset();

        asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, Noon.AddMinutes(1));

        Assert.Equal(asset.CurrentVersionId, asset.PublishedVersionId);
        Assert.Equal(2, asset.Revision);
        Assert.Equal(Noon.AddMinutes(1), asset.UpdatedAt);
    }

    [Theory]
    [InlineData(AssetStatus.Rejected)]
    [InlineData(AssetStatus.Draft)]
    [InlineData(AssetStatus.Archived)]
    public void SetStatus_Should_WithdrawTheVersion_When_NoLongerApproved(AssetStatus status)
    {
        var asset = NewAsset();
        asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, Noon);

        asset.SetStatus(asset.CurrentVersion, status, note: "not this one", Noon);

        Assert.Null(asset.PublishedVersionId);
        Assert.Equal("not this one", asset.CurrentVersion.Note);
    }

    [Fact]
    public void Status_Should_BeTheCurrentVersions_When_EitherChanges()
    {
        var asset = NewAsset();
        var first = asset.CurrentVersion;
        Assert.Equal(AssetStatus.Draft, asset.Status);

        asset.SetStatus(first, AssetStatus.Approved, note: null, Noon);
        Assert.Equal(AssetStatus.Approved, asset.Status);

        asset.AddVersion(new NewVersion(first.Digest, first.Region, first.Filename, first.MediaType, first.Size, first.CreatedBy), Noon);
        Assert.Equal(AssetStatus.Draft, asset.Status);

        asset.SetStatus(first, AssetStatus.Archived, note: null, Noon);
        Assert.Equal(AssetStatus.Draft, asset.Status);
    }

    [Fact]
    public void Rights_Should_ComeBackAsGiven_When_KeptInColumns()
    {
        var rights = new AssetRights
        {
            EmbargoUntil = Noon,
            ExpiresAt = Noon.AddDays(1),
            Territories = TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse("US-CA"), Territory.Parse("FR"), Territory.Parse("FR")]),
            Credit = "A. Photographer",
            CopyrightNotice = "© 2026",
        };

        var kept = NewAsset(rights);

        Assert.Equal(" FR US-CA ", kept.TerritoryCodes);
        var read = kept.Rights;
        Assert.Equal(TerritoryMode.Except, read.Territories.Mode);
        Assert.Equal(["FR", "US-CA"], read.Territories.Territories.Select(territory => territory.Code));
        Assert.Equal(rights with { Territories = read.Territories }, read);
    }

    [Fact]
    public void ProcessingReached_Should_ChangeNothing_When_ProcessingHasEnded()
    {
        var version = NewAsset().CurrentVersion;
        version.ProcessingReached("identify");
        version.ProcessingFailed("TRUNCATED", "The file ends too early.");

        version.ProcessingReached("identify");

        Assert.Equal(ProcessingState.Failed, version.Processing);
        Assert.Equal(new ProcessingProblem("identify", "TRUNCATED", "The file ends too early."), Assert.Single(version.Problems));
    }

    private static Asset NewAsset(AssetRights? rights = null) => Asset.Create(
        "Lamp", rights ?? AssetRights.None, new NewVersion(new string('a', 64), "default", "lamp.jpg", "image/jpeg", 10, "tester"), Noon);
}
