using System.Globalization;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Data;

/// <summary>Inputs that lists are filtered and ordered by, made of a declared set of fields.</summary>
public sealed class FilterTests
{
    private const int Cases = 400;

    private static readonly GraphQLApi Api = new(typeof(Queries));

    public enum Genre
    {
        Novel,
        Poetry,
        Drama,
    }

    public sealed record Book(int Number, string? Title, int? Pages, Genre? Genre, DateTimeOffset At, IReadOnlyList<string> Tags);

    /// <summary>What books can be filtered by.</summary>
    public sealed record BookFilter : Filter<BookFilter>
    {
        public IdFilter? Id { get; init; }

        public StringFilter? Title { get; init; }

        /// <summary>Of the first edition.</summary>
        public RangeFilter<int>? Pages { get; init; }

        public ChoiceFilter<Genre>? Genre { get; init; }

        public RangeFilter<DateTimeOffset>? At { get; init; }

        public StringListFilter? Tags { get; init; }

        public bool? IsNumberOdd { get; init; }

        public bool Matches(Book book) => Holds(filter =>
            filter.Id.Matches(book.Number.ToString(CultureInfo.InvariantCulture)) && filter.Title.Matches(book.Title) && filter.Pages.Matches(book.Pages)
            && filter.Genre.Matches(book.Genre) && filter.At.Matches(book.At) && filter.Tags.Matches(book.Tags)
            && (filter.IsNumberOdd is not { } odd || odd == (book.Number % 2 == 1)));
    }

    public enum BookSortField
    {
        /// <summary>By letters.</summary>
        Title,
        Number,

        [GraphQLIgnore]
        Hidden,
        PageCount,
    }

    [FilterBounds(MaxDepth = 3, MaxConditions = 6, MaxListLength = 4)]
    public sealed record BoundedInput : Filter<BoundedInput>
    {
        public StringFilter? Title { get; init; }
    }

    public sealed record Search(string Text, BoundedInput? Filter);

    [GraphQLName("YearFilterInput")]
    public sealed record YearFilter : RangeFilter<int>;

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<int> Books(BookFilter? where) => [.. Shelf.Where(book => where?.Matches(book) != false).Select(book => book.Number)];

        public static string Order(IReadOnlyList<Sort<BookSortField>>? order) => order is null ? "none" : string.Join(", ", order.Select(sort => $"{sort.Field} {sort.Direction}"));

        public static string By(Sort<BookSortField> sort) => $"{sort.Field} {sort.Direction}";

        public static string Bounded(BoundedInput where) => where.ToString();

        public static string Searched(Search search) => search.Filter?.Title?.Eq ?? "";

        public static bool Since(YearFilter year) => year.Matches(2000);
    }

    private static IReadOnlyList<Book> Shelf { get; } = MakeShelf();

    [Fact]
    public void Schema_Should_HaveOperatorsAndConnectives_When_FieldsAreDeclared()
    {
        var sdl = Api.Sdl;

        Assert.Contains(
            """
            "What books can be filtered by."
            input BookFilterInput {
              "All of these."
              and: [BookFilterInput!]
              "At least one of these; none of an empty list."
              or: [BookFilterInput!]
              "Not this."
              not: BookFilterInput
              id: IdFilterInput
              title: StringFilterInput
              "Of the first edition."
              pages: IntFilterInput
              genre: GenreFilterInput
              at: DateTimeFilterInput
              tags: StringListFilterInput
              isNumberOdd: Boolean
            }
            """,
            sdl,
            StringComparison.Ordinal);
        Assert.Contains("input GenreFilterInput {\n  eq: Genre\n  in: [Genre!]\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("input DateTimeFilterInput {\n  eq: DateTime\n  gt: DateTime\n  gte: DateTime\n  lt: DateTime\n  lte: DateTime\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("input IdFilterInput {\n  eq: ID\n  in: [ID!]\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("input StringFilterInput {\n  eq: String\n  neq: String\n  in: [String!]\n  nin: [String!]\n  contains: String\n  startsWith: String\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("  some: StringFilterInput\n", sdl, StringComparison.Ordinal);
        Assert.Contains("input YearFilterInput {\n  eq: Int\n", sdl, StringComparison.Ordinal);
        Assert.Contains("input BoundedInput {\n", sdl, StringComparison.Ordinal);
    }

    [Fact]
    public void Schema_Should_HaveOneFieldAValue_When_AnEnumIsSortedBy()
    {
        Assert.Contains("input BookSortInput @oneOf {\n  \"By letters.\"\n  title: SortDirection\n  number: SortDirection\n  pageCount: SortDirection\n}", Api.Sdl, StringComparison.Ordinal);
        Assert.Contains("order(order: [BookSortInput!]): String!", Api.Sdl, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_Should_NameBoth_When_TwoKindsWouldHaveOneName()
        => Assert.Contains("cannot be named \"IntFilterInput\"", Assert.Single(Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(Clashing))).Problems), StringComparison.Ordinal);

    [QueryType]
    public static class Clashing
    {
        public static bool Both(RangeFilter<int>? range, ChoiceFilter<int>? choice) => range is null && choice is null;
    }

    [Theory]
    [InlineData("{ order }", "none")]
    [InlineData("{ order(order: []) }", "")]
    [InlineData("{ order(order: [{ pageCount: DESC }, { title: ASC }]) }", "PageCount Desc, Title Asc")]
    [InlineData("{ order(order: { number: ASC }) }", "Number Asc")]
    public async Task Order_Should_ReachTheResolver_When_ItIsGiven(string query, string expected)
        => Assert.Equal(expected, JsonDocument.Parse(await Api.DataAsync(query)).RootElement.GetProperty("order").GetString());

    [Fact]
    public async Task Sort_Should_ReachTheResolver_When_ItIsAVariable()
        => Assert.Equal("""{"by":"Title Desc"}""", await Api.DataAsync("query ($sort: BookSortInput!) { by(sort: $sort) }", """{ "sort": { "title": "DESC" } }"""));

    [Fact]
    public async Task Order_Should_BeRefused_When_AFieldIsInItTwice()
    {
        var error = Assert.Single(await Api.ErrorsAsync("{ order(order: [{ title: ASC }, { number: ASC }, { title: DESC }]) }"));

        Assert.Equal(("An order names each field once; \"title\" is in it twice.", ErrorCodes.OrderRepeated), (error.Message, error.Code));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{ or: [{ or: [{ title: { eq: \"a\" } }] }] }")]
    [InlineData("{ title: { eq: \"a\", neq: \"b\", in: [\"a\", \"b\", \"c\", \"d\"] } }")]
    [InlineData("{ not: { and: [{}, {}] }, or: [{}, {}] }")]
    [InlineData("{ title: null, and: null }")]
    public async Task Filter_Should_ReachTheResolver_When_ItIsWithinItsBounds(string where) => Assert.NotEmpty(await Api.DataAsync($"{{ bounded(where: {where}) }}"));

    [Theory]
    [InlineData("{ not: { not: { not: {} } } }", ErrorCodes.FilterTooDeep)]
    [InlineData("{ and: [{ or: [{ not: { title: { eq: \"a\" } } }] }] }", ErrorCodes.FilterTooDeep)]
    [InlineData("{ title: { in: [\"a\", \"b\", \"c\", \"d\", \"e\"] } }", ErrorCodes.FilterTooLarge)]
    [InlineData("{ or: [{}, {}, {}, {}, {}] }", ErrorCodes.FilterTooLarge)]
    [InlineData("{ title: { eq: \"a\", neq: \"b\", contains: \"c\", in: [\"a\", \"b\", \"c\", \"d\"] } }", ErrorCodes.FilterTooLarge)]
    [InlineData("{ and: [{}, {}, {}, {}], or: [{}, {}, {}] }", ErrorCodes.FilterTooLarge)]
    public async Task Filter_Should_BeRefused_When_ItIsBeyondItsBounds(string where, string code)
    {
        Assert.Equal(code, Assert.Single(await Api.ErrorsAsync($"{{ bounded(where: {where}) }}")).Code);
        Assert.Equal(code, Assert.Single(await Api.ErrorsAsync($"{{ searched(search: {{ text: \"\", filter: {where} }}) }}")).Code);
    }

    [Fact]
    public async Task Filter_Should_BeRefused_When_AVariableIsBeyondTheUsualBounds()
    {
        var list = JsonSerializer.Serialize(new { where = new { title = new { @in = Enumerable.Repeat("x", 101) } } });
        var broad = JsonSerializer.Serialize(new { where = new { or = Enumerable.Repeat(new { title = new { @in = Enumerable.Repeat("x", 50) } }, 5) } });
        var deep = string.Concat(Enumerable.Repeat("""{"not":""", 9)) + "{}" + new string('}', 9);

        foreach (var (variables, code) in new[] { (list, ErrorCodes.FilterTooLarge), (broad, ErrorCodes.FilterTooLarge), ($"{{\"where\":{deep}}}", ErrorCodes.FilterTooDeep) })
        {
            Assert.Equal(code, Assert.Single(await Api.ErrorsAsync("query ($where: BookFilterInput) { books(where: $where) }", variables)).Code);
        }
    }

    [Fact]
    public async Task Matches_Should_AgreeWithWhatEachOperationSays_When_FiltersAreRandom()
    {
        var random = new Random(40);
        for (var i = 0; i < Cases; i++)
        {
            var (json, holds) = RandomFilter(random, depth: 3);
            var expected = Shelf.Where(holds).Select(book => book.Number).ToArray();

            var data = JsonDocument.Parse(await Api.DataAsync("query ($where: BookFilterInput) { books(where: $where) }", $"{{\"where\":{json}}}"));

            Assert.True(expected.SequenceEqual(data.RootElement.GetProperty("books").EnumerateArray().Select(number => number.GetInt32())), json);
        }
    }

    private static Book[] MakeShelf()
    {
        var random = new Random(4);
        return
        [
            .. Enumerable.Range(0, 60).Select(number => new Book(
                number,
                random.Next(8) == 0 ? null : Text(random),
                random.Next(8) == 0 ? null : random.Next(6),
                random.Next(8) == 0 ? null : (Genre)random.Next(3),
                DateTimeOffset.UnixEpoch.AddDays(random.Next(6)),
                [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(random))])),
        ];
    }

    private static string Text(Random random) => new([.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => "abA"[random.Next(3)])]);

    /// <summary>A filter as JSON, and what it means, said another way than the engine says it.</summary>
    private static (string Json, Func<Book, bool> Holds) RandomFilter(Random random, int depth)
    {
        var parts = new List<(string Json, Func<Book, bool> Holds)>();
        for (var i = random.Next(3); i >= 0; i--)
        {
            parts.Add(RandomField(random, depth));
        }

        var fields = parts.DistinctBy(part => part.Json[..part.Json.IndexOf(':', StringComparison.Ordinal)]).ToArray();
        return ($"{{{string.Join(',', fields.Select(field => field.Json))}}}", book => Array.TrueForAll(fields, field => field.Holds(book)));
    }

    private static (string Json, Func<Book, bool> Holds) RandomField(Random random, int depth)
    {
        var text = Text(random);
        var number = random.Next(6);
        var day = DateTimeOffset.UnixEpoch.AddDays(number);
        var genre = (Genre)random.Next(3);
        switch (random.Next(depth == 0 ? 9 : 12))
        {
            case 0:
                return ($"\"title\":{{\"eq\":\"{text}\"}}", book => book.Title == text);
            case 1:
                return ($"\"title\":{{\"neq\":\"{text}\",\"nin\":[\"b\"]}}", book => book.Title != text && book.Title != "b");
            case 2:
                return ($"\"title\":{{\"contains\":\"{text}\"}}", book => book.Title is not null && book.Title.Contains(text, StringComparison.Ordinal));
            case 3:
                return ($"\"title\":{{\"startsWith\":\"{text}\",\"in\":[\"{text}\",\"a\",\"ab\"]}}", book => book.Title is not null && book.Title[..Math.Min(text.Length, book.Title.Length)] == text && (book.Title == text || book.Title is "a" or "ab"));
            case 4:
                return ($"\"pages\":{{\"gte\":{number},\"lt\":4}}", book => book.Pages >= number && book.Pages < 4);
            case 5:
                return ($"\"at\":{{\"gt\":\"{day:O}\"}}", book => book.At > day);
            case 6:
                return ($"\"genre\":{{\"in\":[\"DRAMA\",\"{genre.ToString().ToUpperInvariant()}\"]}}", book => book.Genre == Genre.Drama || book.Genre == genre);
            case 7:
                return ($"\"tags\":{{\"some\":{{\"startsWith\":\"{text[0]}\"}},\"none\":{{\"eq\":\"b\"}}}}", book => book.Tags.Any(tag => tag[0] == text[0]) && !book.Tags.Contains("b"));
            case 8:
                return ($"\"id\":{{\"eq\":\"{number}\",\"in\":[\"{number}\",7]}}", book => book.Number == number);
            case 9:
                var (inner, holds) = RandomFilter(random, depth - 1);
                return ($"\"not\":{inner}", book => !holds(book));
            default:
                var all = random.Next(2) == 0;
                var list = Enumerable.Range(0, random.Next(3)).Select(_ => RandomFilter(random, depth - 1)).ToArray();
                return (
                    $"\"{(all ? "and" : "or")}\":[{string.Join(',', list.Select(item => item.Json))}]",
                    book => all ? list.All(item => item.Holds(book)) : list.Any(item => item.Holds(book)));
        }
    }
}
