using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

public sealed class TerritoryTests
{
    [Theory]
    [InlineData("FR", "FR", "FR", false)]
    [InlineData("us-ca", "US-CA", "US", true)]
    [InlineData("GB-ENG", "GB-ENG", "GB", true)]
    public void TryParse_Should_ReadTheCode_When_ItIsIso3166(string text, string code, string country, bool subdivision)
    {
        Assert.True(Territory.TryParse(text, out var territory));
        Assert.Equal(code, territory.Code);
        Assert.Equal(country, territory.Country);
        Assert.Equal(subdivision, territory.IsSubdivision);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("F")]
    [InlineData("FRA")]
    [InlineData("F1")]
    [InlineData("US-")]
    [InlineData("US_CA")]
    [InlineData("US-CALI")]
    [InlineData("US-C%")]
    [InlineData(" FR")]
    public void TryParse_Should_Refuse_When_ItIsNoCode(string? text) => Assert.False(Territory.TryParse(text, out _));
}
