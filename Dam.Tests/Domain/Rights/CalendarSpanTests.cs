using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

public sealed class CalendarSpanTests
{
    private static readonly DateTimeOffset LastOfJanuary = new(2028, 1, 31, 12, 0, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("P7D", "2028-02-07T11:00:00")]
    [InlineData("-P1D", "2028-01-30T11:00:00")]
    [InlineData("P1M", "2028-02-29T11:00:00")] // stays in its month
    [InlineData("P1M1D", "2028-03-01T11:00:00")]
    [InlineData("P1Y2M3W4D", "2029-04-25T11:00:00")]
    [InlineData("PT36H", "2028-02-01T23:00:00")]
    [InlineData("P1DT1H1M1S", "2028-02-01T12:01:01")]
    [InlineData("-P1M", "2027-12-31T11:00:00")]
    public void After_Should_CountInUtc_When_TheDurationIsWellFormed(string text, string expected)
    {
        Assert.Equal(DateTimeOffset.Parse($"{expected}Z", System.Globalization.CultureInfo.InvariantCulture), CalendarSpan.Parse(text).After(LastOfJanuary));
        Assert.Equal(text, CalendarSpan.Parse(text).ToString());
    }

    /// <summary>Where summer time begins or ends a day has 23 or 25 hours, and an event may end in the hour that is there twice; an instant is counted in none of that.</summary>
    [Theory]
    [InlineData("2027-03-27T12:00:00+01:00", "P1D", "2027-03-28T11:00:00Z")] // 23 hours in Paris
    [InlineData("2027-10-30T12:00:00+02:00", "P1D", "2027-10-31T10:00:00Z")] // 25 hours
    [InlineData("2027-10-31T02:30:00+02:00", "PT1H", "2027-10-31T01:30:00Z")] // the first 02:30, then the second
    [InlineData("2027-10-31T02:30:00+01:00", "PT1H", "2027-10-31T02:30:00Z")]
    [InlineData("2027-03-14T01:59:59-08:00", "P7D", "2027-03-21T09:59:59Z")]
    public void After_Should_Have24HoursADay_When_ClocksAreChangedThere(string endsAt, string text, string expected) => Assert.Equal(
        DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
        CalendarSpan.Parse(text).After(DateTimeOffset.Parse(endsAt, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("7D")]
    [InlineData("p7d")]
    [InlineData("P7DT")]
    [InlineData("PD")]
    [InlineData("P1H")]
    [InlineData("PT1D")]
    [InlineData("P1D1M")] // the larger ones first
    [InlineData("P1D1D")]
    [InlineData("P1.5D")]
    [InlineData("P-1D")]
    [InlineData("P123456D")]
    [InlineData("--P1D")]
    [InlineData("PT1HT1M")]
    public void TryParse_Should_Refuse_When_TheTextIsNone(string? text) => Assert.False(CalendarSpan.TryParse(text, out _));

    [Fact]
    public void After_Should_BeNull_When_TheCalendarEnds()
    {
        Assert.Null(CalendarSpan.Parse("P99999Y").After(LastOfJanuary));
        Assert.Null(CalendarSpan.Parse("-P3000Y").After(LastOfJanuary));
    }

    [Fact]
    public void Countries_Should_BeThoseOfTheStandardAndKosovo_When_Counted() => Assert.Equal(249 + 1, Countries.Count);
}
