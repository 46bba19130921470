using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Section 6.4.4: how far a null reaches, for each kind of list and each way to fail, synchronous or not.</summary>
public sealed class NullPropagationTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries), typeof(NodeType));

    public enum How
    {
        Full,
        Hole,
        Null,
        Throws,
    }

    public sealed record Node(int? Number);

    [ObjectType<Node>(Ignore = [nameof(Node.Number)])]
    public static class NodeType
    {
        /// <summary>Written straight from its parent.</summary>
        [GraphQLType("Int!")]
        public static int? Number([Parent] Node node) => node.Number;

        /// <summary>Goes through a column.</summary>
        [GraphQLType("Int!")]
        public static async Task<int?> Later([Parent] Node node)
        {
            await Task.Yield();
            return node.Number ?? throw new GraphQLException("no number", "NONE");
        }

        [GraphQLType("Node!")]
        public static Node? Self([Parent] Node node) => node.Number is null ? null : node;

        public static Node? Next([Parent] Node node) => new(node.Number is 1 ? null : node.Number);
    }

    [QueryType]
    public static class Queries
    {
        [GraphQLType("[Int]")]
        public static IReadOnlyList<int?>? Plain(How how) => Leaves(how);

        [GraphQLType("[Int]!")]
        public static IReadOnlyList<int?>? NonNullList(How how) => Leaves(how);

        [GraphQLType("[Int!]")]
        public static async Task<IReadOnlyList<int?>?> NonNullItems(How how)
        {
            await Task.Yield();
            return Leaves(how);
        }

        [GraphQLType("[Int!]!")]
        public static ValueTask<IReadOnlyList<int?>?> NonNullBoth(How how) => new(Leaves(how));

        [GraphQLType("[Node]")]
        public static IReadOnlyList<Node?>? Objects(How how) => Nodes(how);

        [GraphQLType("[Node]!")]
        public static async ValueTask<IReadOnlyList<Node?>?> ObjectsNonNullList(How how)
        {
            await Task.Yield();
            return Nodes(how);
        }

        [GraphQLType("[Node!]")]
        public static IReadOnlyList<Node?>? ObjectsNonNullItems(How how) => Nodes(how);

        [GraphQLType("[Node!]!")]
        public static IReadOnlyList<Node?>? ObjectsNonNullBoth(How how) => Nodes(how);

        [GraphQLType("[[Int!]]")]
        public static int?[]?[]? Matrix(How how) => how == How.Throws ? throw new GraphQLException("bad") : [[1], how == How.Hole ? [2, null] : how == How.Null ? null : [2], [3]];

        [GraphQLType("[[Node!]!]")]
        public static Node?[]?[]? Grid(How how) => how == How.Throws ? throw new GraphQLException("bad") : [[new(1)], how == How.Hole ? [new(2), null] : how == How.Null ? null : [], [new(3)]];

        private static int?[]? Leaves(How how) => how switch
        {
            How.Full => [1, 2],
            How.Hole => [1, null, 2],
            How.Null => null,
            _ => throw new GraphQLException("bad"),
        };

        private static Node?[]? Nodes(How how) => Leaves(how)?.Select(number => number is null ? null : new Node(number)).ToArray();
    }

    [Theory]
    [InlineData("plain", "FULL", "{\"r\":[1,2]}", null, null)]
    [InlineData("plain", "HOLE", "{\"r\":[1,null,2]}", null, null)]
    [InlineData("plain", "NULL", "{\"r\":null}", null, null)]
    [InlineData("plain", "THROWS", "{\"r\":null}", "bad", "r")]
    [InlineData("nonNullList", "FULL", "{\"r\":[1,2]}", null, null)]
    [InlineData("nonNullList", "HOLE", "{\"r\":[1,null,2]}", null, null)]
    [InlineData("nonNullList", "NULL", "null", "Cannot return null for non-nullable field Query.nonNullList.", "r")]
    [InlineData("nonNullList", "THROWS", "null", "bad", "r")]
    [InlineData("nonNullItems", "FULL", "{\"r\":[1,2]}", null, null)]
    [InlineData("nonNullItems", "HOLE", "{\"r\":null}", "Cannot return null for non-nullable field Query.nonNullItems.", "r.1")]
    [InlineData("nonNullItems", "NULL", "{\"r\":null}", null, null)]
    [InlineData("nonNullItems", "THROWS", "{\"r\":null}", "bad", "r")]
    [InlineData("nonNullBoth", "FULL", "{\"r\":[1,2]}", null, null)]
    [InlineData("nonNullBoth", "HOLE", "null", "Cannot return null for non-nullable field Query.nonNullBoth.", "r.1")]
    [InlineData("nonNullBoth", "NULL", "null", "Cannot return null for non-nullable field Query.nonNullBoth.", "r")]
    [InlineData("nonNullBoth", "THROWS", "null", "bad", "r")]
    [InlineData("matrix", "FULL", "{\"r\":[[1],[2],[3]]}", null, null)]
    [InlineData("matrix", "HOLE", "{\"r\":[[1],null,[3]]}", "Cannot return null for non-nullable field Query.matrix.", "r.1.1")]
    [InlineData("matrix", "NULL", "{\"r\":[[1],null,[3]]}", null, null)]
    [InlineData("matrix", "THROWS", "{\"r\":null}", "bad", "r")]
    public async Task Leaves_Should_BeNulledAsFarAsNeeded(string field, string how, string data, string? message, string? path)
        => await CheckAsync($"{{ r: {field}(how: {how}) }}", data, message, path);

    [Theory]
    [InlineData("objects", "FULL", "{\"r\":[{\"number\":1},{\"number\":2}]}", null, null)]
    [InlineData("objects", "HOLE", "{\"r\":[{\"number\":1},null,{\"number\":2}]}", null, null)]
    [InlineData("objects", "NULL", "{\"r\":null}", null, null)]
    [InlineData("objects", "THROWS", "{\"r\":null}", "bad", "r")]
    [InlineData("objectsNonNullList", "HOLE", "{\"r\":[{\"number\":1},null,{\"number\":2}]}", null, null)]
    [InlineData("objectsNonNullList", "NULL", "null", "Cannot return null for non-nullable field Query.objectsNonNullList.", "r")]
    [InlineData("objectsNonNullList", "THROWS", "null", "bad", "r")]
    [InlineData("objectsNonNullItems", "HOLE", "{\"r\":null}", "Cannot return null for non-nullable field Query.objectsNonNullItems.", "r.1")]
    [InlineData("objectsNonNullItems", "NULL", "{\"r\":null}", null, null)]
    [InlineData("objectsNonNullBoth", "FULL", "{\"r\":[{\"number\":1},{\"number\":2}]}", null, null)]
    [InlineData("objectsNonNullBoth", "HOLE", "null", "Cannot return null for non-nullable field Query.objectsNonNullBoth.", "r.1")]
    [InlineData("objectsNonNullBoth", "NULL", "null", "Cannot return null for non-nullable field Query.objectsNonNullBoth.", "r")]
    [InlineData("grid", "FULL", "{\"r\":[[{\"number\":1}],[],[{\"number\":3}]]}", null, null)]
    [InlineData("grid", "HOLE", "{\"r\":null}", "Cannot return null for non-nullable field Query.grid.", "r.1.1")]
    [InlineData("grid", "NULL", "{\"r\":null}", "Cannot return null for non-nullable field Query.grid.", "r.1")]
    [InlineData("grid", "THROWS", "{\"r\":null}", "bad", "r")]
    public async Task Objects_Should_BeNulledAsFarAsNeeded(string field, string how, string data, string? message, string? path)
        => await CheckAsync($"{{ r: {field}(how: {how}) {{ number }} }}", data, message, path);

    [Theory]
    [InlineData("{ r: objects(how: FULL) { next { number } } }", "{\"r\":[{\"next\":null},{\"next\":{\"number\":2}}]}", "Cannot return null for non-nullable field Node.number.", "r.0.next.number")]
    [InlineData("{ r: objects(how: FULL) { next { later } } }", "{\"r\":[{\"next\":null},{\"next\":{\"later\":2}}]}", "no number", "r.0.next.later")]
    [InlineData("{ r: objects(how: FULL) { next { self { number } } } }", "{\"r\":[{\"next\":null},{\"next\":{\"self\":{\"number\":2}}}]}", "Cannot return null for non-nullable field Node.self.", "r.0.next.self")]
    [InlineData("{ r: objects(how: FULL) { next { a: number self { number } } } }", "{\"r\":[{\"next\":null},{\"next\":{\"a\":2,\"self\":{\"number\":2}}}]}", "Cannot return null for non-nullable field Node.number.", "r.0.next.a")]
    [InlineData("{ r: grid(how: FULL) { next { x: self { later } } } }", "{\"r\":[[{\"next\":null}],[],[{\"next\":{\"x\":{\"later\":3}}}]]}", "Cannot return null for non-nullable field Node.self.", "r.0.0.next.x")]
    public async Task Nested_Should_BeNulledAsFarAsNeeded(string query, string data, string message, string path) => await CheckAsync(query, data, message, path);

    private static async Task CheckAsync(string query, string data, string? message, string? path)
    {
        using var result = await Api.ExecuteAsync(query, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(data, System.Text.Encoding.UTF8.GetString(result.Data));
        if (message is null)
        {
            Assert.Empty(result.Errors);
            return;
        }

        var error = Assert.Single(result.Errors);
        Assert.Equal(message, error.Message);
        Assert.Equal(path, string.Join('.', error.Path!));
    }
}
