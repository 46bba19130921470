using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Loaders made of static methods.</summary>
public sealed class LoaderMethodTests
{
    public sealed class Journal
    {
        public List<string> Fetches { get; } = [];
    }

    public sealed record Caller(string Name);

    public sealed record Item(int Number);

    public static class Loaders
    {
        [DataLoader]
        public static async Task<IReadOnlyDictionary<int, string>> NameById(IReadOnlyList<int> keys, Journal journal, Caller caller, CancellationToken cancellationToken)
        {
            journal.Fetches.Add($"names {string.Join(',', keys)}");
            await Task.Delay(1, cancellationToken);
            return keys.Where(key => key != 3).ToDictionary(key => key, key => $"{caller.Name} {key}");
        }

        [DataLoader(MaxBatchSize = 2)]
        public static Task<IReadOnlyDictionary<int, string>> CodeById(IReadOnlyList<int> keys, Journal journal)
        {
            journal.Fetches.Add($"codes {string.Join(',', keys)}");
            return Task.FromResult<IReadOnlyDictionary<int, string>>(keys.ToDictionary(key => key, key => $"#{key}"));
        }

        [DataLoader("broken")]
        public static Task<IReadOnlyDictionary<string, int?>> Fails(IReadOnlyList<string> keys) => throw new GraphQLException($"No {keys[0]}.");
    }

    [ObjectType<Item>]
    public static class ItemNode
    {
        public static ValueTask<string?> Name([Parent] Item item, [DataLoader(nameof(Loaders.NameById))] Loader<int, string> names) => names.LoadAsync(item.Number);

        public static ValueTask<string?> Twin([Parent] Item item, [DataLoader(nameof(Loaders.NameById))] Loader<int, string> names) => names.LoadAsync(item.Number);

        public static ValueTask<string?> Code([Parent] Item item, [DataLoader(nameof(Loaders.CodeById))] Loader<int, string> codes) => codes.LoadAsync(item.Number);

        public static ValueTask<int?> Failing([Parent] Item item, Loader<string, int?> only) => only.LoadAsync($"item {item.Number}");
    }

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<Item> Items => [new(1), new(2), new(3)];

        /// <summary>Beside the fields, and none itself.</summary>
        [DataLoader]
        public static Task<IReadOnlyDictionary<Guid, string>> NoField(IReadOnlyList<Guid> keys) => throw new NotSupportedException();
    }

    [Fact]
    public async Task Loader_Should_FetchOnce_When_SeveralFieldsAskForTheSameKeys()
    {
        var journal = new Journal();
        var api = Api(journal);

        Assert.Equal(
            """{"items":[{"name":"Ann 1","twin":"Ann 1","code":"#1"},{"name":"Ann 2","twin":"Ann 2","code":"#2"},{"name":null,"twin":null,"code":"#3"}]}""",
            await api.DataAsync("{ items { name twin code } }"));
        Assert.Equal(["codes 1,2", "codes 3", "names 1,2,3"], journal.Fetches.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Loader_Should_LoadAnew_When_TheRequestIsAnother()
    {
        var journal = new Journal();
        var api = Api(journal);

        await api.DataAsync("{ items { name } }");
        await api.DataAsync("{ items { name } }");

        Assert.Equal(["names 1,2,3", "names 1,2,3"], journal.Fetches);
    }

    [Fact]
    public async Task Field_Should_Fail_When_ItsLoaderThrows()
    {
        var errors = await Api(new Journal()).ErrorsAsync("{ items { failing } }");

        Assert.Equal(["No item 1.", "No item 1.", "No item 1."], errors.Select(error => error.Message));
    }

    [Fact]
    public void Schema_Should_NotHaveTheMethod_When_ItIsALoader() => Assert.DoesNotContain("noField", Api(new Journal()).Sdl, StringComparison.Ordinal);

    [Theory]
    [InlineData(typeof(Unknown), "parameter 'loader' of Dam.Tests.GraphQL.Execution.LoaderMethodTests+Unknown.Name: there is no method with [DataLoader] for Dam.GraphQL.Batching.Loader<System.Int64, System.String>.")]
    [InlineData(typeof(UnknownName), "parameter 'loader' of Dam.Tests.GraphQL.Execution.LoaderMethodTests+UnknownName.Name: there is no method with [DataLoader] named Missing for Dam.GraphQL.Batching.Loader<System.Int32, System.String>.")]
    [InlineData(typeof(Ambiguous), "parameter 'loader' of Dam.Tests.GraphQL.Execution.LoaderMethodTests+Ambiguous.Name: Dam.Tests.GraphQL.Execution.LoaderMethodTests+Loaders.NameById and Dam.Tests.GraphQL.Execution.LoaderMethodTests+Loaders.CodeById both load Dam.GraphQL.Batching.Loader<System.Int32, System.String>; say which with [DataLoader(\"…\")].")]
    [InlineData(typeof(WrongShape), "Dam.Tests.GraphQL.Execution.LoaderMethodTests+WrongShape.Load: a loader takes IReadOnlyList<TKey> first and returns Task<IReadOnlyDictionary<TKey, TValue>>.")]
    [InlineData(typeof(WrongParameter), "parameter 'number' of Dam.Tests.GraphQL.Execution.LoaderMethodTests+WrongParameter.Load (System.Int32) is neither a service nor request state.")]
    [InlineData(typeof(NoBatch), "Dam.Tests.GraphQL.Execution.LoaderMethodTests+NoBatch.Load: a fetch takes at least one key.")]
    public void Build_Should_NameTheMember_When_ALoaderIsUnknownAmbiguousOrWrong(Type queries, string message)
        => Assert.Equal(message, Assert.Single(Assert.Throws<SchemaException>(() => Api(new Journal(), typeof(Loaders), queries)).Problems));

    [Fact]
    public void Builder_Should_FindLoaders_When_AnAssemblyIsAdded()
    {
        Assert.True(SchemaCompiler.HasLoaders(typeof(Loaders)));
        Assert.False(SchemaCompiler.HasLoaders(typeof(ItemNode)));
    }

    [QueryType]
    public static class Unknown
    {
        public static ValueTask<string?> Name(Loader<long, string> loader) => loader.LoadAsync(1);
    }

    [QueryType]
    public static class UnknownName
    {
        public static ValueTask<string?> Name([DataLoader("Missing")] Loader<int, string> loader) => loader.LoadAsync(1);
    }

    [QueryType]
    public static class Ambiguous
    {
        public static ValueTask<string?> Name(Loader<int, string> loader) => loader.LoadAsync(1);
    }

    [QueryType]
    public static class WrongShape
    {
        public static string Name => "";

        [DataLoader]
        public static Task<IReadOnlyDictionary<int, string>> Load(IReadOnlyList<string> keys) => throw new NotSupportedException();
    }

    [QueryType]
    public static class WrongParameter
    {
        public static string Name => "";

        [DataLoader]
        public static Task<IReadOnlyDictionary<int, string>> Load(IReadOnlyList<int> keys, int number) => throw new NotSupportedException();
    }

    [QueryType]
    public static class NoBatch
    {
        public static string Name => "";

        [DataLoader(MaxBatchSize = 0)]
        public static Task<IReadOnlyDictionary<int, string>> Load(IReadOnlyList<int> keys) => throw new NotSupportedException();
    }

    private static GraphQLApi Api(Journal journal, params Type[] types)
    {
        var api = new GraphQLApi(
            builder => builder.AddTypes(types.Length > 0 ? types : [typeof(Queries), typeof(ItemNode), typeof(Loaders)]).AddRequestState(_ => new Caller("Ann")),
            services => services.AddSingleton(journal));
        api.State[typeof(Caller)] = new Caller("Ann");
        return api;
    }
}
