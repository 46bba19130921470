using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Dam.GraphQL.Execution;
using Dam.Tests.GraphQL.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Diagnostics;

/// <summary>What a collector of metrics gets.</summary>
public sealed class MetricsTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConcurrentQueue<(string Instrument, double Value, string Tags)> _measured = [];
    private readonly MeterListener _listener = new();
    private readonly IMeterFactory _meters;

    public MetricsTests()
    {
        _meters = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, _meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Duration_Should_BeRecordedWithTypeAndName_When_AnOperationHasRun()
    {
        await Api().DataAsync("query Names { products { name } }");

        var (_, seconds, tags) = Assert.Single(_measured, one => one.Instrument is "graphql.server.request.duration");
        Assert.InRange(seconds, 0, 60);
        Assert.Equal("graphql.operation.type=query graphql.operation.name=Names", tags);
    }

    [Fact]
    public async Task Running_Should_ComeBackToZero_When_OperationsEndInAnyWay()
    {
        var api = Api();
        using var caller = new CancellationTokenSource(20);
        await api.DataAsync("{ products { name } }");
        await api.AskAsync("{ products { nothing } }");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await api.ExecuteAsync("{ slow(milliseconds: 5000) }", cancellationToken: caller.Token));

        Assert.Equal([1, -1, 1, -1, 1, -1], ValuesOf("graphql.server.request.active"));
        Assert.Contains("error.type=System.OperationCanceledException", _measured.Last(one => one.Instrument is "graphql.server.request.duration").Tags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_Should_BeCountedByCode_When_FieldsFail()
    {
        var api = Api();
        await api.AskAsync("{ products { fails } }");
        await api.AskAsync("{ products { failsHard } }");

        Assert.Equal(
            ["graphql.error.code=INTERNAL_ERROR", "graphql.error.code=INTERNAL_ERROR", "graphql.error.code=INTERNAL_ERROR", "graphql.error.code=NO_P2"],
            TagsOf("graphql.server.errors"));
    }

    [Fact]
    public async Task Lookups_Should_TellHitsFromMisses_When_DocumentsComeAgain()
    {
        var api = Api();
        foreach (var query in (string[])["{ products { id } }", "{ products { id } }", "{ wrong }", "{ wrong }"])
        {
            await api.AskAsync(query);
        }

        Assert.Equal(["miss", "hit", "miss", "miss"], TagsOf("graphql.plan_cache.lookups").Select(tags => tags.Split('=')[1]));
    }

    [Fact]
    public async Task Evictions_Should_BeCounted_When_TheCacheIsFull()
    {
        var api = Api(size: 4);
        for (var i = 0; i < 5; i++)
        {
            await api.DataAsync($"{{ a{i}: products {{ id }} }}");
        }

        Assert.Equal([3], ValuesOf("graphql.plan_cache.evictions"));
    }

    [Fact]
    public async Task Cost_Should_BeRecordedByKind_When_ItIsBounded()
    {
        await Api().DataAsync("query Names { products { maker { name } } }");

        Assert.Equal(
            [
                "graphql.operation.type=query graphql.operation.name=Names graphql.cost.kind=field",
                "graphql.operation.type=query graphql.operation.name=Names graphql.cost.kind=type",
            ],
            TagsOf("graphql.server.request.cost"));
        Assert.All(ValuesOf("graphql.server.request.cost"), cost => Assert.True(cost > 0));
    }

    [Fact]
    public async Task Batches_Should_BeRecordedByLoader_When_LoadersFetch()
    {
        await Api().DataAsync("{ products { maker { products { id } } } }");

        Assert.Equal(
            [("graphql.dataloader.name=MakerLoader", 2), ("graphql.dataloader.name=ProductsOfMakerLoader", 2)],
            _measured.Where(one => one.Instrument is "graphql.dataloader.batch.size").Select(one => (one.Tags, (int)one.Value)));
    }

    [Fact]
    public async Task Subscriptions_Should_BeCountedWhileTheyAreOpen_When_EventsFlow()
    {
        var api = new GraphQLApi(builder => builder.AddTypes(typeof(Ticks), typeof(Nothing)), services => services.AddSingleton(_meters));
        var subscription = await api.Executor.SubscribeAsync(new GraphQLRequest("subscription { tick }"), TestContext.Current.CancellationToken);
        await using (var events = subscription.Responses!.GetAsyncEnumerator(TestContext.Current.CancellationToken))
        {
            Assert.True(await events.MoveNextAsync());
            events.Current.Dispose();
            Assert.Equal([1], ValuesOf("graphql.server.subscription.active"));
        }

        Assert.Equal([1, -1], ValuesOf("graphql.server.subscription.active"));
        Assert.Equal(2, TagsOf("graphql.server.request.duration").Count(tags => tags is "graphql.operation.type=subscription"));
    }

    [Dam.GraphQL.Annotations.QueryType]
    public static class Nothing
    {
        public static string Ok => "ok";
    }

    [Dam.GraphQL.Annotations.SubscriptionType]
    public static class Ticks
    {
        public static async IAsyncEnumerable<int> Tick()
        {
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    }

    private GraphQLApi Api(int size = 100) => new Shop().CreateApi(builder => builder.Execution.PlanCacheSize = size, services => services.AddSingleton(_meters));

    private IEnumerable<double> ValuesOf(string instrument) => _measured.Where(one => one.Instrument == instrument).Select(one => one.Value);

    private IEnumerable<string> TagsOf(string instrument) => _measured.Where(one => one.Instrument == instrument).Select(one => one.Tags);

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => _measured.Enqueue((instrument.Name, value, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
}
