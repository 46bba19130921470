using System.Text.Json;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Guide;

/// <summary>What the guide says of lists and nodes.</summary>
public sealed class DataGuideTests
{
    private static readonly GraphQLApi Api = new(
        graphql => graphql.AddTypes(typeof(FilmQueries), typeof(FilmNode)),
        services => services.AddSingleton<Cinema>());

    [Theory]
    [InlineData("{ films(first: 2) { nodes { title isSilent } totalCount } }", """{"films":{"nodes":[{"title":"Metropolis","isSilent":true},{"title":"Modern Times","isSilent":false}],"totalCount":5}}""")]
    [InlineData("{ films(first: 9, where: { genre: { eq: COMEDY }, not: { year: { lt: 1960 } } }) { nodes { title } } }", """{"films":{"nodes":[{"title":"Playtime"}]}}""")]
    [InlineData(
        "{ films(first: 9, where: { or: [{ title: { startsWith: \"m\" } }, { countries: { some: { eq: \"IT\" } } }] }, order: [{ year: DESC }]) { nodes { title } } }",
        """{"films":{"nodes":[{"title":"Playtime"},{"title":"Modern Times"},{"title":"Metropolis"}]}}""")]
    [InlineData("{ films(last: 1, order: { title: ASC }) { nodes { id } pageInfo { hasPreviousPage hasNextPage } } }", """{"films":{"nodes":[{"id":"film_5"}],"pageInfo":{"hasPreviousPage":true,"hasNextPage":false}}}""")]
    [InlineData("{ node(id: \"film_3\") { ... on Film { title } } nodes(ids: [\"film_9\", \"film_1\"]) { id } }", """{"node":{"title":"La Jetée"},"nodes":[null,{"id":"film_1"}]}""")]
    public async Task Cinema_Should_Answer_When_ItIsAskedAsTheGuideSays(string query, string expected) => Assert.Equal(expected, await Api.DataAsync(query));

    [Theory]
    [InlineData("{ films { nodes { id } } }", ErrorCodes.PageBoundariesRequired)]
    [InlineData("{ films(first: 101) { nodes { id } } }", ErrorCodes.PageTooLarge)]
    [InlineData("{ films(first: 1, after: \"x\") { nodes { id } } }", ErrorCodes.CursorInvalid)]
    [InlineData("{ films(first: 1, order: [{ year: ASC }, { year: DESC }]) { nodes { id } } }", ErrorCodes.OrderRepeated)]
    [InlineData("{ films(first: 1, where: { not: { not: { not: { not: {} } } } }) { nodes { id } } }", ErrorCodes.FilterTooDeep)]
    public async Task Cinema_Should_Refuse_When_TheGuideSaysSo(string query, string code) => Assert.Equal(code, Assert.Single(await Api.ErrorsAsync(query)).Code);

    [Fact]
    public async Task Cursor_Should_GoOnWhereThePageEnded_When_ItIsGivenBack()
    {
        var first = JsonDocument.Parse(await Api.DataAsync("{ films(first: 4) { pageInfo { endCursor } } }")).RootElement.GetProperty("films");
        var cursor = first.GetProperty("pageInfo").GetProperty("endCursor").GetString();

        Assert.Equal("""{"films":{"nodes":[{"title":"Solaris"}]}}""", await Api.DataAsync($"{{ films(first: 4, after: \"{cursor}\") {{ nodes {{ title }} }} }}"));
    }

    [Fact]
    public void Where_Should_BeSqlWithParameters_When_AFilterIsTranslated()
    {
        var values = new List<object>();
        var filter = new FilmFilter { Year = new RangeFilter<int> { Gte = 1960 }, Not = new FilmFilter { Or = [new FilmFilter { Title = new StringFilter { Eq = "Solaris" } }, new FilmFilter()] } };

        Assert.Equal("(year >= @p0 AND NOT (((title = @p1) OR (1 = 1))))", FilmSql.Where(filter, values));
        Assert.Equal([1960, "Solaris"], values);
    }
}
