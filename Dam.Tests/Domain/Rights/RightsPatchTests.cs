using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

public sealed class RightsPatchTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void ApplyTo_Should_KeepWhatIsNotGiven_When_OtherFieldsChange()
    {
        var before = new AssetRights { EmbargoUntil = Noon, Credit = "A. Photographer" };

        var after = new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(Noon.AddDays(1)) }.ApplyTo(before).Value!;

        Assert.Equal(Noon, after.EmbargoUntil);
        Assert.Equal(Noon.AddDays(1), after.ExpiresAt);
        Assert.Equal("A. Photographer", after.Credit);
    }

    [Fact]
    public void ApplyTo_Should_Clear_When_NullIsGiven()
    {
        var before = new AssetRights { EmbargoUntil = Noon, Territories = TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("FR")]) };

        var after = new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(null), Territories = Change<TerritoryRule>.To(null) }.ApplyTo(before).Value!;

        Assert.Null(after.EmbargoUntil);
        Assert.Equal(TerritoryMode.All, after.Territories.Mode);
    }

    [Fact]
    public void ApplyTo_Should_Refuse_When_ExpiryIsNotAfterEmbargo()
    {
        var refused = new RightsPatch { EmbargoUntil = Change<DateTimeOffset?>.To(Noon), ExpiresAt = Change<DateTimeOffset?>.To(Noon) }.ApplyTo(AssetRights.None);

        Assert.Equal("EXPIRY_BEFORE_EMBARGO", Assert.Single(refused.Errors).Code);
        Assert.Equal(["input", "rights", "expiresAt"], refused.Errors[0].Path);
    }

    [Theory]
    [InlineData(TerritoryMode.All, "FR", "TERRITORIES_CONTRADICT")]
    [InlineData(TerritoryMode.Only, null, "TERRITORIES_MISSING")]
    [InlineData(TerritoryMode.Except, null, "TERRITORIES_MISSING")]
    public void ApplyTo_Should_Refuse_When_ModeAndListDoNotFit(TerritoryMode mode, string? named, string code)
    {
        var rule = new TerritoryRule(mode, named is null ? [] : [Territory.Parse(named)]);

        var refused = new RightsPatch { Territories = Change<TerritoryRule>.To(rule) }.ApplyTo(AssetRights.None);

        Assert.Equal(code, Assert.Single(refused.Errors).Code);
    }

    [Theory]
    [InlineData("a\u0000b", false)]
    [InlineData("One line,\nand another", true)]
    public void ApplyTo_Should_TakeOnlyText_When_ACreditIsGiven(string credit, bool taken)
    {
        var outcome = new RightsPatch { Credit = Change<string>.To(credit) }.ApplyTo(AssetRights.None);

        Assert.Equal(taken ? [] : ["TEXT_INVALID"], outcome.Errors.Select(error => error.Code));
    }
}
