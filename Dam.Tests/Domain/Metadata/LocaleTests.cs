using Dam.Domain.Metadata;

namespace Dam.Tests.Domain.Metadata;

public sealed class LocaleTests
{
    [Theory]
    [InlineData("FR", "fr")]
    [InlineData("fr-ca", "fr-CA")]
    [InlineData("ZH-HANS-cn", "zh-Hans-CN")]
    [InlineData("es-419", "es-419")]
    [InlineData("sl-ROZAJ-biske-1994", "sl-rozaj-biske-1994")]
    [InlineData("de-CH-1996", "de-CH-1996")]
    [InlineData("en-US-U-CA-GREGORY", "en-US-u-ca-gregory")]
    [InlineData("en-x-DAM", "en-x-dam")]
    public void TryParse_Should_GiveTheCanonicalCase_When_TheTagIsWellFormed(string text, string code)
    {
        Assert.True(Locale.TryParse(text, out var locale));
        Assert.Equal(code, locale.Code);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("f")]
    [InlineData("fr_CA")]
    [InlineData("fr-")]
    [InlineData("-fr")]
    [InlineData("français")]
    [InlineData("fr-CA-FR-BE")]
    [InlineData("en-u")]
    [InlineData("en\n")]
    [InlineData("en-abcdefghi")]
    [InlineData("en-x-aaaaaaaa-bbbbbbbb-cccccccc-ddddddd")]
    public void TryParse_Should_Refuse_When_TheTagIsNone(string? text) => Assert.False(Locale.TryParse(text, out _));

    [Theory]
    [InlineData("en fr", "fr", "fr")]
    [InlineData("en fr", "fr-CA", "fr")]
    [InlineData("en zh-Hant", "zh-Hant-TW-x-a", "zh-Hant")]
    [InlineData("en fr-FR fr-CA", "fr", "fr-FR")]
    [InlineData("en fr-FR fr-CA", "fr-BE", "fr-FR")]
    [InlineData("en zh-Hans zh-Hant", "zh-TW", "zh-Hant")]
    [InlineData("en zh-Hant zh-Hans", "zh", "zh-Hans")]
    [InlineData("en zh-Hant", "zh-CN", "zh-Hant")]
    [InlineData("en fr", "de", "en")]
    [InlineData("fr en", null, "fr")]
    [InlineData("", "fr", null)]
    public void Choose_Should_TakeTheNearestElseTheFirst_When_Asked(string offered, string? wanted, string? expected)
    {
        var texts = offered.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => new LocalizedText(Locale.Parse(code), code)).ToList();

        Assert.Equal(expected, Locale.Choose(texts, text => text.Locale, wanted is null ? null : Locale.Parse(wanted))?.Text);
    }
}
