using System.Globalization;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Data;

/// <summary>Objects with global ids, and the root fields that find them.</summary>
public sealed class NodeTests
{
    private static readonly Type[] Types = [typeof(Queries), typeof(AuthorNode), typeof(Book), typeof(Books), typeof(Genre), typeof(GenreById)];

    private readonly Log _log = new();
    private readonly GraphQLApi _api;

    public NodeTests()
    {
        _api = new GraphQLApi(builder =>
        {
            builder.AddTypes(Types).AddRequestState(_ => _log);
            builder.Nodes.MaxIds = 5;
        });
        _api.State[typeof(Log)] = _log;
    }

    public sealed class Log
    {
        public List<string> Fetches { get; } = [];
    }

    public sealed record Author(Guid Id, string Name);

    /// <summary>Who writes.</summary>
    [ObjectType<Author>]
    [Node<AuthorById>("author")]
    public static class AuthorNode
    {
        public static Book Masterpiece([Parent] Author author) => new(author.Name.Length, author.Name);
    }

    [ObjectType]
    [Node<Loader<int, Book>>("book", Key = nameof(Number))]
    [Authorize("books")]
    public sealed record Book(int Number, string Title);

    [ObjectType]
    [Node<GenreById>("genre")]
    public sealed record Genre(string Id);

    public sealed class AuthorById(Log log) : BatchLoader<Guid, Author>
    {
        protected override Task<IReadOnlyDictionary<Guid, Author>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken cancellationToken)
        {
            log.Fetches.Add($"authors {keys.Count}");
            return Task.FromResult<IReadOnlyDictionary<Guid, Author>>(keys.Where(key => key != Guid.Empty).ToDictionary(key => key, key => new Author(key, "Jane")));
        }
    }

    public sealed class GenreById : BatchLoader<string, Genre>
    {
        protected override Task<IReadOnlyDictionary<string, Genre>> FetchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<string, Genre>>(keys.ToDictionary(key => key, key => new Genre(key)));
    }

    public static class Books
    {
        [DataLoader]
        public static Task<IReadOnlyDictionary<int, Book>> ByNumberAsync(IReadOnlyList<int> numbers, Log log, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            log.Fetches.Add($"books {numbers.Count}");
            return Task.FromResult<IReadOnlyDictionary<int, Book>>(
                numbers.Where(number => number < 10).ToDictionary(number => number, number => new Book(number, $"No. {number.ToString(CultureInfo.InvariantCulture)}")));
        }
    }

    [QueryType]
    public static class Queries
    {
        public static Author Author => new(Jane, "Jane");
    }

    private static readonly Guid Jane = new("0199c0de000070008000000000000001");

    [Fact]
    public void Schema_Should_HaveIdsAndRootFields_When_TypesAreNodes()
    {
        Assert.Contains("\"Who writes.\"\ntype Author implements Node {\n  id: ID!\n  name: String!\n  masterpiece: Book!\n}", _api.Sdl, StringComparison.Ordinal);
        Assert.Contains("type Book implements Node {\n  id: ID!\n  number: Int!\n  title: String!\n}", _api.Sdl, StringComparison.Ordinal);
        Assert.Contains("type Genre implements Node {\n  id: ID!\n}", _api.Sdl, StringComparison.Ordinal);
        Assert.Contains("interface Node {\n  id: ID!\n}", _api.Sdl, StringComparison.Ordinal);
        Assert.Contains("  node(id: ID!): Node\n", _api.Sdl, StringComparison.Ordinal);
        Assert.Contains("there is none that the caller may see. At most 5.\"\n  nodes(ids: [ID!]!): [Node]!\n", _api.Sdl, StringComparison.Ordinal);
        Assert.DoesNotContain(" node(", new GraphQLApi(typeof(OtherQueries)).Sdl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Id_Should_BeTypedAndFindItsObject_When_ItIsGivenOut()
    {
        _api.Permissions.Add("books");

        Assert.Equal(
            """{"author":{"id":"author_0199c0de000070008000000000000001","masterpiece":{"id":"book_4"}}}""", await _api.DataAsync("{ author { id masterpiece { id } } }"));
        Assert.Equal(
            """{"node":{"__typename":"Author","id":"author_0199c0de000070008000000000000001","name":"Jane"}}""",
            await _api.DataAsync("{ node(id: \"author_0199c0de000070008000000000000001\") { __typename id ... on Author { name } } }"));
        Assert.Equal("""{"node":{"id":"genre_sci_fi"}}""", await _api.DataAsync("{ node(id: \"genre_sci_fi\") { id } }"));
    }

    [Fact]
    public async Task Nodes_Should_KeepTheOrderAndTakeOneBatchAType_When_TypesAreMixed()
    {
        _api.Permissions.Add("books");

        var data = await _api.DataAsync(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { id } again: nodes(ids: $ids) { id } node(id: \"book_5\") { id } }",
            """{ "ids": ["book_2", "author_0199c0de000070008000000000000001", "book_99", "book_1", "book_2"] }""");

        const string nodes = """[{"id":"book_2"},{"id":"author_0199c0de000070008000000000000001"},null,{"id":"book_1"},{"id":"book_2"}]""";
        Assert.Equal($$$"""{"nodes":{{{nodes}}},"again":{{{nodes}}},"node":{"id":"book_5"}}""", data);
        Assert.Equal(["authors 1", "books 4"], _log.Fetches.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("book")]
    [InlineData("book_")]
    [InlineData("book_x")]
    [InlineData("book_007")]
    [InlineData("book_+7")]
    [InlineData("book_ 7")]
    [InlineData("book_99999999999999999999")]
    [InlineData("Book_7")]
    [InlineData("7")]
    [InlineData("author_7")]
    [InlineData("author_0199c0de-0000-7000-8000-000000000001")]
    [InlineData("author_0199C0DE000070008000000000000001")]
    [InlineData("author_00000000000000000000000000000000")]
    [InlineData("nothing_7")]
    public async Task Node_Should_BeNull_When_TheIdIsOfNothing(string id) => Assert.Equal("""{"node":null}""", await _api.DataAsync($"{{ node(id: \"{id}\") {{ id }} }}"));

    [Fact]
    public async Task Nodes_Should_BeRefused_When_ThereAreTooMany()
    {
        var error = Assert.Single(await _api.ErrorsAsync("{ nodes(ids: [1, 2, 3, 4, 5, 6]) { id } }"));

        Assert.Equal(("At most 5 ids a call; 6 were given.", ErrorCodes.TooManyIds), (error.Message, error.Code));
        Assert.Empty(_log.Fetches);
    }

    [Fact]
    public async Task Id_Should_NeedThePermissionOfItsType_When_TheTypeHasOne()
        => Assert.Equal([ErrorCodes.Forbidden, ErrorCodes.Forbidden], (await _api.ErrorsAsync("{ author { masterpiece { id } } node(id: \"book_1\") { id } }")).Select(error => error.Code));

    [Fact]
    public async Task Node_Should_NeedThePermission_When_TheOptionsSaySo()
    {
        var api = new GraphQLApi(builder =>
        {
            builder.AddTypes(typeof(Queries), typeof(AuthorNode), typeof(Book), typeof(Books)).AddRequestState(_ => _log);
            builder.Nodes.Permission = "read";
        });

        Assert.Equal([ErrorCodes.Forbidden, ErrorCodes.Forbidden], (await api.ErrorsAsync("{ node(id: 1) { id } nodes(ids: []) { id } }")).Select(error => error.Code));
        api.Permissions.Add("read");
        Assert.Equal("""{"node":null,"nodes":[]}""", await api.DataAsync("{ node(id: 1) { id } nodes(ids: []) { id } }"));
    }

    [Theory]
    [InlineData(null, false, "The root fields \"Query.node\" and \"Query.nodes\" need Nodes.Permission or AnyCaller.")]
    [InlineData("read", false, null)]
    [InlineData(null, true, null)]
    public void Build_Should_AskWhoMay_When_EachRootFieldMustSayIt(string? permission, bool anyCaller, string? problem)
    {
        void Build() => _ = new GraphQLApi(builder =>
        {
            builder.AddTypes(typeof(OpenQueries), typeof(Genre));
            builder.RequirePolicy = true;
            builder.Nodes.Permission = permission;
            builder.Nodes.AnyCaller = anyCaller;
        });

        Assert.Equal(problem, (Record.Exception(Build) as SchemaException)?.Problems.Single());
    }

    [QueryType]
    [AnyCaller]
    public static class OpenQueries
    {
        public static int One => 1;
    }

    [Theory]
    [InlineData(typeof(NoObject), "NodeTests+NoObject: [Node] stands beside [ObjectType].")]
    [InlineData(typeof(NoLoader), "NodeTests+NoLoader: a node needs a BatchLoader<TKey, Dam.Tests.GraphQL.Data.NodeTests+NoLoader> and a property \"Id\" of type TKey, such as Guid, int or string.")]
    [InlineData(typeof(NoKey), "NodeTests+NoKey: a node needs a BatchLoader<TKey, Dam.Tests.GraphQL.Data.NodeTests+NoKey> and a property \"Id\" of type TKey, such as Guid, int or string.")]
    [InlineData(typeof(BadPrefix), "NodeTests+BadPrefix: the prefix \"bad_prefix\" is not of letters and digits.")]
    [InlineData(typeof(SamePrefix), "NodeTests+SamePrefix: another node has the prefix \"genre\".")]
    [InlineData(typeof(NoMethod), "there is no method with [DataLoader] for Dam.GraphQL.Batching.Loader<System.Int32, Dam.Tests.GraphQL.Data.NodeTests+NoMethod>.")]
    public void Build_Should_NameTheType_When_ItCannotBeANode(Type type, string message)
        => Assert.EndsWith(message, Assert.Single(Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(OtherQueries), typeof(Genre), type)).Problems), StringComparison.Ordinal);

    [QueryType]
    public static class OtherQueries
    {
        public static int One => 1;
    }

    [Node<GenreById>("none")]
    public sealed record NoObject(string Id);

    [ObjectType]
    [Node<GenreById>("none")]
    public sealed record NoLoader(string Id);

    [ObjectType]
    [Node<Loader<int, NoKey>>("none")]
    public sealed record NoKey(string Id);

    [ObjectType]
    [Node<Loader<int, BadPrefix>>("bad_prefix")]
    public sealed record BadPrefix(int Id);

    [ObjectType]
    [Node<SameLoader>("genre")]
    public sealed record SamePrefix(string Id);

    public sealed class SameLoader : BatchLoader<string, SamePrefix>
    {
        protected override Task<IReadOnlyDictionary<string, SamePrefix>> FetchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<string, SamePrefix>>(keys.ToDictionary(key => key, key => new SamePrefix(key)));
    }

    [ObjectType]
    [Node<Loader<int, NoMethod>>("none")]
    public sealed record NoMethod(int Id);
}
