using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Execution;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>What a request with a cached plan allocates is bounded: a regression here is a regression in speed.</summary>
public sealed class AllocationTests
{
    [ObjectType<Row>]
    public static class RowNode
    {
        public static ValueTask<IReadOnlyList<Cell>> Cells([Parent] Row row, CellsLoader cells) => cells.LoadAsync(row.Id)!;
    }

    public sealed record Row(string Id, string Name, double Price, bool InStock, DateTimeOffset At);

    public sealed record Cell(string Id, string Name, int Width, int Height, long Size);

    public sealed class CellsLoader : BatchLoader<string, IReadOnlyList<Cell>>
    {
        private static readonly IReadOnlyList<Cell> All = [.. Enumerable.Range(1, 3).Select(i => new Cell($"cell-{i}", $"Cell number {i}", 4000, 3000, 1_234_567))];

        protected override Task<IReadOnlyDictionary<string, IReadOnlyList<Cell>>> FetchAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
            => Task.FromResult<IReadOnlyDictionary<string, IReadOnlyList<Cell>>>(keys.ToDictionary(key => key, _ => All, StringComparer.Ordinal));
    }

    [QueryType]
    public static class Queries
    {
        private static readonly IReadOnlyList<Row> All = [.. Enumerable.Range(1, 50).Select(i => new Row($"row-{i}", $"Row number {i}", i / 2.0, true, DateTimeOffset.UnixEpoch))];

        public static IReadOnlyList<Row> Rows() => All;
    }

    [Fact]
    public async Task Execute_Should_AllocateLittle_When_ThePlanIsCached()
    {
        var api = new GraphQLApi(typeof(RowNode), typeof(Queries));
        var request = new GraphQLRequest("{ rows { id name price inStock at cells { id name width height size } } }");
        for (var i = 0; i < 20; i++)
        {
            (await api.Executor.ExecuteAsync(request, TestContext.Current.CancellationToken)).Dispose();
        }

        // In-memory resolvers never leave the thread, so the thread's own count is exact.
        var before = GC.GetAllocatedBytesForCurrentThread();
        var running = api.Executor.ExecuteAsync(request, TestContext.Current.CancellationToken);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(running.IsCompletedSuccessfully);
        using var result = await running;
        Assert.InRange(result.Data.Length, 15_000, 40_000);
        Assert.InRange(allocated, 1, 24 * 1024);
    }
}
