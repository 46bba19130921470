using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>Lists that multiply are stopped while they are made, not when all are there.</summary>
public sealed class ObjectLimitTests
{
    private int _made;

    [ObjectType]
    public sealed record Row(int Number)
    {
        public IReadOnlyList<Row> GetNow(ObjectLimitTests tests) => tests.Make(100);

        public async Task<IReadOnlyList<Row>> GetLater(ObjectLimitTests tests, CancellationToken cancellationToken)
        {
            await Task.Delay(1, cancellationToken);
            return tests.Make(100);
        }

        public IReadOnlyList<IReadOnlyList<Row>> GetGrid(ObjectLimitTests tests) => [tests.Make(50), tests.Make(50)];

        public Row GetSelf() => this;
    }

    [QueryType]
    public static class Queries
    {
        public static IReadOnlyList<Row> Rows(ObjectLimitTests tests, int count) => tests.Make(count);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("later")]
    [InlineData("grid")]
    public async Task Execute_Should_MakeNoMoreLists_When_TheyAreTooManyObjects(string field)
    {
        var api = Api(1_500);
        var error = Assert.Single(await api.ErrorsAsync($"{{ rows(count: 1000) {{ {field} {{ number }} }} }}"));
        Assert.Equal(ErrorCodes.ResponseTooLarge, error.Code);
        // 1,000 rows and 500 more; of what is awaited, 32 more lists are on their way.
        Assert.InRange(Volatile.Read(ref _made), 1_000, 1_600 + (32 * 100));
    }

    [Fact]
    public async Task Execute_Should_MakeNoMoreLists_When_ManyFieldsOfOneWaveMakeThem()
    {
        var api = Api(2_000);
        var fields = string.Join(' ', Enumerable.Range(0, 100).Select(i => $"a{i}: now {{ number }}"));
        Assert.Equal(ErrorCodes.ResponseTooLarge, Assert.Single(await api.ErrorsAsync($"{{ rows(count: 5) {{ {fields} }} }}")).Code);
        // Each field stops at its first row once there are too many.
        Assert.InRange(Volatile.Read(ref _made), 2_000, 2_000 + (100 * 100));
    }

    [Theory]
    [InlineData("now { number }")]
    [InlineData("later { number }")]
    [InlineData("grid { number }")]
    [InlineData("self { self { self { now { number } } } }")]
    [InlineData("now { number self { number } } later { number } grid { self { number } }")]
    public async Task Execute_Should_Answer_When_TheyAreNotTooMany(string fields)
    {
        Assert.Empty(await Api(250_000).ErrorsAsync($"{{ rows(count: 100) {{ {fields} }} }}"));
        Assert.Empty(await Api(100 + (5 * 10_000)).ErrorsAsync($"{{ rows(count: 100) {{ {fields} }} }}"));
    }

    private GraphQLApi Api(int maxObjects)
    {
        var api = new GraphQLApi(builder =>
        {
            builder.AddTypes(typeof(Row), typeof(Queries)).AddRequestState(_ => this);
            builder.Execution.MaxObjects = maxObjects;
            builder.Execution.Cost.Enforce = false;
        });
        api.State[typeof(ObjectLimitTests)] = this;
        return api;
    }

    private Row[] Make(int count)
    {
        Interlocked.Add(ref _made, count);
        return [.. Enumerable.Range(0, count).Select(number => new Row(number))];
    }
}
