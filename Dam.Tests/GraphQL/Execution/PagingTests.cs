using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Bounds of pages, and pages cut from lists.</summary>
public sealed class PagingTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries), typeof(ShelfNode));

    public sealed record Book(string Title);

    public sealed record Shelf([property: UsePaging(MaxPageSize = 2, DefaultPageSize = 1)] IReadOnlyList<Book> Books);

    [ObjectType<Shelf>]
    public static class ShelfNode
    {
        [UsePaging(IncludeTotalCount = false)]
        public static IReadOnlyList<int> Years([Parent] Shelf shelf) => [2000 + shelf.Books.Count];
    }

    [QueryType]
    public static class Queries
    {
        [UsePaging(MaxPageSize = 10, DefaultPageSize = 3)]
        public static IEnumerable<string> Letters(int count = 5, string? fail = null)
            => fail is null ? Enumerable.Range(0, count).Select(i => ((char)('a' + i)).ToString()) : throw new GraphQLException(fail);

        [UsePaging]
        public static async Task<IReadOnlyList<Book>?> LaterAsync(bool none = false)
        {
            await Task.Yield();
            return none ? null : [new Book("A"), new Book("B")];
        }

        [UsePaging(RequireBoundaries = true, MaxPageSize = 4, DefaultPageSize = 4)]
        public static Book[] Bounded() => [new Book("A")];

        [UsePaging(MaxPageSize = 4, DefaultPageSize = 2)]
        public static Connection<Book> Own(PageArguments page)
            => new([new Edge<Book>("c", new Book($"{page.First}/{page.After}/{page.Last}/{page.Before}"))], new PageInfo(false, false, null, null), _ => ValueTask.FromResult(1));

        public static Shelf Shelf => new([new Book("A"), new Book("B"), new Book("C")]);
    }

    [Fact]
    public void Schema_Should_HaveArgumentsAndConnections_When_ListsArePaged()
    {
        var sdl = Api.Sdl;

        Assert.Matches("letters\\(\\s*count: Int! = 5\\s+fail: String\\s+\"Items from the front.\"\\s+first: Int\\s+\"[^\"]+\"\\s+after: String\\s+\"[^\"]+\"\\s+last: Int\\s+\"[^\"]+\"\\s+before: String\\s*\\): StringConnection!", sdl);
        Assert.Contains("): BookConnection\n", sdl, StringComparison.Ordinal);
        Assert.Contains("): IntConnection!\n", sdl, StringComparison.Ordinal);
        Assert.DoesNotContain("totalCount", sdl[sdl.IndexOf("type IntConnection", StringComparison.Ordinal)..sdl.IndexOf("type IntEdge", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "abc", true, false)]
    [InlineData("first: 2", "ab", true, false)]
    [InlineData("first: 5", "abcde", false, false)]
    [InlineData("first: 10", "abcde", false, false)]
    [InlineData("first: 0", "", true, false)]
    [InlineData("last: 2", "de", false, true)]
    [InlineData("last: 0", "", false, true)]
    [InlineData("last: 9", "abcde", false, false)]
    [InlineData("first: 2, after: $b", "cd", true, true)]
    [InlineData("after: $b", "cde", false, true)]
    [InlineData("first: 2, after: $d", "e", false, true)]
    [InlineData("first: 2, after: $e", "", false, true)]
    [InlineData("last: 2, before: $d", "bc", true, true)]
    [InlineData("last: 9, before: $d", "abc", true, false)]
    [InlineData("last: 2, before: $a", "", true, false)]
    [InlineData("first: 9, after: $a, before: $d", "bc", true, true)]
    [InlineData("first: 9, after: $d, before: $a", "", true, true)]
    [InlineData("first: 3, last: 1", "c", true, true)]
    [InlineData("count: 0", "", false, false)]
    [InlineData("count: 2, first: 2, after: $d", "", false, true)]
    [InlineData("count: 2, last: 1, before: $d", "b", false, true)]
    public async Task Page_Should_BeCutFromTheList_When_ArgumentsAreGiven(string arguments, string letters, bool next, bool previous)
    {
        var cursors = await CursorsAsync();
        for (var i = 0; i < cursors.Length; i++)
        {
            arguments = arguments.Replace($"${(char)('a' + i)}", $"\"{cursors[i]}\"", StringComparison.Ordinal);
        }

        var data = JsonDocument.Parse(await Api.DataAsync(
            $"{{ letters{(arguments.Length == 0 ? "" : $"({arguments})")} {{ nodes edges {{ cursor node }} totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"))
            .RootElement.GetProperty("letters");

        Assert.Equal(letters, string.Concat(data.GetProperty("nodes").EnumerateArray().Select(node => node.GetString())));
        Assert.Equal(letters, string.Concat(data.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("node").GetString())));
        Assert.Equal(letters.Select(letter => cursors[letter - 'a']), data.GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("cursor").GetString()));
        var info = data.GetProperty("pageInfo");
        Assert.Equal((next, previous), (info.GetProperty("hasNextPage").GetBoolean(), info.GetProperty("hasPreviousPage").GetBoolean()));
        Assert.Equal(letters.Length == 0 ? null : cursors[letters[0] - 'a'], info.GetProperty("startCursor").GetString());
        Assert.Equal(letters.Length == 0 ? null : cursors[letters[^1] - 'a'], info.GetProperty("endCursor").GetString());
    }

    [Theory]
    [InlineData("{ letters(first: 11) { nodes } }", "\"first\" is 11, but a page has at most 10 items.", ErrorCodes.PageTooLarge)]
    [InlineData("{ letters(last: 11, fail: \"ran\") { nodes } }", "\"last\" is 11, but a page has at most 10 items.", ErrorCodes.PageTooLarge)]
    [InlineData("{ letters(first: -1) { nodes } }", "\"first\" must not be negative.", ErrorCodes.BadUserInput)]
    [InlineData("{ letters(last: -1) { nodes } }", "\"last\" must not be negative.", ErrorCodes.BadUserInput)]
    [InlineData("{ letters(after: \"x\") { nodes } }", "\"after\" is no cursor of this list.", ErrorCodes.CursorInvalid)]
    [InlineData("{ letters(before: \"YXQ6LTE=\") { nodes } }", "\"before\" is no cursor of this list.", ErrorCodes.CursorInvalid)]
    [InlineData("{ letters(before: \"YXQ6MTAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDA=\") { nodes } }", "\"before\" is no cursor of this list.", ErrorCodes.CursorInvalid)]
    [InlineData("{ bounded { nodes { title } } }", "Either \"first\" or \"last\" must be given.", ErrorCodes.PageBoundariesRequired)]
    [InlineData("{ own(first: 5) { nodes { title } } }", "\"first\" is 5, but a page has at most 4 items.", ErrorCodes.PageTooLarge)]
    [InlineData("{ shelf { books(first: 3) { nodes { title } } } }", "\"first\" is 3, but a page has at most 2 items.", ErrorCodes.PageTooLarge)]
    public async Task Page_Should_BeRefused_When_ItIsOutOfBounds(string query, string message, string code)
    {
        var error = Assert.Single(await Api.ErrorsAsync(query));

        Assert.Equal((message, code), (error.Message, error.Code));
    }

    [Theory]
    [InlineData("{ own { nodes { title } totalCount } }", """{"own":{"nodes":[{"title":"2///"}],"totalCount":1}}""")]
    [InlineData("{ own(after: \"x\") { nodes { title } } }", """{"own":{"nodes":[{"title":"2/x//"}]}}""")]
    [InlineData("{ own(last: 3, before: \"x\") { nodes { title } } }", """{"own":{"nodes":[{"title":"//3/x"}]}}""")]
    [InlineData("{ bounded(first: 4) { nodes { title } } }", """{"bounded":{"nodes":[{"title":"A"}]}}""")]
    [InlineData("{ later { nodes { title } totalCount } }", """{"later":{"nodes":[{"title":"A"},{"title":"B"}],"totalCount":2}}""")]
    [InlineData("{ later(none: true) { nodes { title } } }", """{"later":null}""")]
    [InlineData("{ shelf { books { nodes { title } totalCount } years { nodes } } }", """{"shelf":{"books":{"nodes":[{"title":"A"}],"totalCount":3},"years":{"nodes":[2003]}}}""")]
    public async Task Resolver_Should_GetAPageWithinBounds_When_ItIsPaged(string query, string expected) => Assert.Equal(expected, await Api.DataAsync(query));

    [Theory]
    [InlineData(typeof(NoList), "NoList.Number: a paged field returns a list, or takes PageArguments and returns a Connection<T>.")]
    [InlineData(typeof(NoConnection), "NoConnection.Numbers: a paged resolver that takes PageArguments returns a Connection<T>.")]
    [InlineData(typeof(NoBounds), "NoBounds.Numbers: pages of 10 items, at most 5, cannot be.")]
    [InlineData(typeof(WithNulls), "WithNulls.Texts: the items of a paged list cannot be null.")]
    public void Build_Should_NameTheMember_When_PagingCannotHold(Type queries, string message)
        => Assert.EndsWith(message, Assert.Single(Assert.Throws<SchemaException>(() => new GraphQLApi(queries)).Problems), StringComparison.Ordinal);

    [QueryType]
    public static class NoList
    {
        [UsePaging]
        public static int Number => 1;
    }

    [QueryType]
    public static class NoConnection
    {
        [UsePaging]
        public static IReadOnlyList<int> Numbers(PageArguments page) => [page.First ?? 0];
    }

    [QueryType]
    public static class NoBounds
    {
        [UsePaging(MaxPageSize = 5)]
        public static IReadOnlyList<int> Numbers => [];
    }

    [QueryType]
    public static class WithNulls
    {
        [UsePaging]
        public static IReadOnlyList<string?> Texts => [];
    }

    private static async Task<string[]> CursorsAsync()
        => [.. JsonDocument.Parse(await Api.DataAsync("{ letters(first: 10) { edges { cursor } } }")).RootElement
            .GetProperty("letters").GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("cursor").GetString()!)];
}
