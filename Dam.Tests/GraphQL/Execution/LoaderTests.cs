using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>When loaders fetch, and what they do with what goes wrong.</summary>
public sealed class LoaderTests
{
    public sealed class Journal
    {
        public List<string> Fetches { get; } = [];

        public int Running { get; set; }

        public int MostRunning { get; set; }
    }

    public sealed record Item(int Number);

    public sealed class DoubleLoader(Journal journal) : BatchLoader<int, int?>
    {
        protected override int MaxBatchSize => 4;

        protected override async Task<IReadOnlyDictionary<int, int?>> FetchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            lock (journal)
            {
                journal.Fetches.Add($"double {string.Join(',', keys)}");
            }

            await Task.Delay(5, cancellationToken);
            return keys.Where(key => key != 13).ToDictionary(key => key, key => (int?)(2 * key));
        }
    }

    public sealed class FailingLoader(Journal journal) : BatchLoader<int, string>
    {
        protected override Task<IReadOnlyDictionary<int, string>> FetchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken)
        {
            journal.Fetches.Add("fails");
            throw new GraphQLException("The shelf is closed.", "CLOSED");
        }
    }

    [ObjectType<Item>]
    public static class ItemNode
    {
        public static async Task<int?> Chain([Parent] Item item, DoubleLoader doubles)
        {
            var once = await doubles.LoadAsync(item.Number);
            var twice = await doubles.LoadAsync(once!.Value);
            return twice;
        }

        public static async ValueTask<int?> LateAsync([Parent] Item item, DoubleLoader doubles)
        {
            await Task.Delay(item.Number * 3);
            return await doubles.LoadAsync(100 + item.Number);
        }

        public static async ValueTask<IReadOnlyList<int?>> Many([Parent] Item item, DoubleLoader doubles) => await doubles.LoadManyAsync([item.Number, 13, item.Number]);

        public static ValueTask<string?> Broken([Parent] Item item, FailingLoader loader) => loader.LoadAsync(item.Number);

        public static async Task<int> Busy([Parent] Item item, Journal journal)
        {
            lock (journal)
            {
                journal.MostRunning = Math.Max(journal.MostRunning, ++journal.Running);
            }

            await Task.Delay(2);
            lock (journal)
            {
                journal.Running--;
            }

            return item.Number;
        }
    }

    [QueryType]
    public static class Queries
    {
        public static IEnumerable<Item> Items(int count) => Enumerable.Range(1, count).Select(number => new Item(number));

        public static SelectionProbe Probe(FieldSelection selection)
            => new(selection.Includes("count"), selection.Includes("deep"), selection.Includes("deep.count"), selection.Includes("deep.deep"));
    }

    public sealed record SelectionProbe(bool A, bool B, bool C, bool D)
    {
        public int Count => 1;

        public SelectionProbe? Deep => null;
    }

    private readonly Journal _journal = new();

    private GraphQLApi Api => new(builder => builder.AddTypes(typeof(ItemNode), typeof(Queries)).AddRequestState(_ => _journal))
    {
        State = { [typeof(Journal)] = _journal },
    };

    [Fact]
    public async Task Loader_Should_FetchEachStepOnce_When_ResolversChainLoads()
    {
        Assert.Equal("""{"items":[{"chain":4},{"chain":8},{"chain":12},{"chain":16}]}""", await Api.DataAsync("{ items(count: 4) { chain } }"));
        // The keys 2 and 4 are known when the second step asks for 2, 4, 6 and 8.
        Assert.Equal(["double 1,2,3,4", "double 6,8"], _journal.Fetches);
    }

    [Fact]
    public async Task Loader_Should_SplitFetches_When_ABatchIsTooLarge()
    {
        await Api.DataAsync("{ items(count: 9) { many } }");
        Assert.Equal(["double 1,13,2,3", "double 4,5,6,7", "double 8,9"], _journal.Fetches);
    }

    [Fact]
    public async Task Loader_Should_GiveNull_When_AKeyHasNoValue()
        => Assert.Equal("""{"items":[{"many":[2,null,2]}]}""", await Api.DataAsync("{ items(count: 1) { many } }"));

    [Fact]
    public async Task Loader_Should_StillFetch_When_KeysComeFromOtherThreads()
        => Assert.Equal("""{"items":[{"late":202},{"late":204},{"late":206}]}""", await Api.DataAsync("{ items(count: 3) { late } }"));

    [Fact]
    public async Task Loader_Should_FailEachField_When_TheFetchThrows()
    {
        var errors = await Api.ErrorsAsync("{ items(count: 3) { broken } }");
        Assert.Equal(["fails"], _journal.Fetches);
        Assert.All(errors, error => Assert.Equal(("The shelf is closed.", "CLOSED"), (error.Message, error.Code)));
        Assert.Equal([0, 1, 2], errors.Select(error => (int)error.Path![1]));
    }

    [Theory]
    [InlineData("busy", "\"busy\":60", 7)]
    [InlineData("busy other: busy another: busy", "\"busy\":60,\"other\":60,\"another\":60", 7)]
    [InlineData("busy other: busy", "\"busy\":60,\"other\":60", 1)]
    public async Task Resolvers_Should_StayBelowTheCapOfTheRequest_When_ManyAreSlow(string fields, string last, int cap)
    {
        var api = Api;
        api.Executor.Options.MaxParallelResolvers = cap;
        var data = await api.DataAsync($"{{ items(count: 60) {{ {fields} }} }}");
        Assert.EndsWith($"{{{last}}}]}}", data, StringComparison.Ordinal);
        Assert.InRange(_journal.MostRunning, Math.Min(2, cap), cap);
    }

    [Theory]
    [InlineData("{ probe { a b c d count } }", "", """{"probe":{"a":true,"b":false,"c":false,"d":false,"count":1}}""")]
    [InlineData("{ probe { a b c d x: deep { n: count } } }", "", """{"probe":{"a":false,"b":true,"c":true,"d":false,"x":null}}""")]
    [InlineData("query ($y: Boolean!) { probe { a b c d ...F @include(if: $y) } } fragment F on SelectionProbe { count deep { deep { a } } }", """{"y":false}""", """{"probe":{"a":false,"b":false,"c":false,"d":false}}""")]
    [InlineData("query ($y: Boolean!) { probe { a b c d ...F @include(if: $y) } } fragment F on SelectionProbe { count deep { deep { a } } }", """{"y":true}""", """{"probe":{"a":true,"b":true,"c":false,"d":true,"count":1,"deep":null}}""")]
    public async Task Selection_Should_TellWhatIsAsked(string query, string variables, string expected)
        => Assert.Equal(expected, await Api.DataAsync(query, variables.Length == 0 ? null : variables));
}
