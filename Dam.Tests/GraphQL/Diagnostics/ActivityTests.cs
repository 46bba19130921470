using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using Dam.GraphQL.Execution;
using Dam.Tests.GraphQL.Execution;

namespace Dam.Tests.GraphQL.Diagnostics;

/// <summary>What a tracer sees. Each test has a trace of its own, since others run at the same time.</summary>
public sealed class ActivityTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly ActivityListener _listener;
    private readonly Activity _request = new Activity("request").Start();

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Dam.GraphQL",
            Sample = (ref ActivityCreationOptions<ActivityContext> creation)
                => creation.Parent.TraceId == _request.TraceId ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _request.Dispose();
    }

    [Fact]
    public async Task Operation_Should_HaveAnActivityWithItsSteps_When_ItIsNew()
    {
        await new Shop().Api.DataAsync("query Names { products { name } }");

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        Assert.Equal("query Names", operation.DisplayName);
        Assert.Equal("query", operation.GetTagItem("graphql.operation.type"));
        Assert.Equal("Names", operation.GetTagItem("graphql.operation.name"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("query Names { products { name } }"u8)), operation.GetTagItem("graphql.document.hash"));
        Assert.Equal(ActivityStatusCode.Unset, operation.Status);
        Assert.Equal(["GraphQL parse", "GraphQL validate", "GraphQL plan"], ChildrenOf(operation).Select(child => child.DisplayName));
        Assert.All(ChildrenOf(operation), child => Assert.InRange(child.StartTimeUtc, operation.StartTimeUtc, operation.StartTimeUtc + operation.Duration));
        Assert.Same(_request, Activity.Current);
    }

    [Fact]
    public async Task Operation_Should_HaveNoSteps_When_ItsPlanWasKept()
    {
        var api = new Shop().Api;
        await api.DataAsync("{ products { name } }");
        _ended.Clear();

        await api.DataAsync("{ products { name } }");

        Assert.Equal("query", Assert.Single(_ended).DisplayName);
    }

    [Fact]
    public async Task Fetch_Should_HaveAnActivityAroundIt_When_LoadersRunInWaves()
    {
        await new Shop().Api.DataAsync("{ products { maker { products { makerName } } } }");

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        var fetches = ChildrenOf(operation).Where(child => child.GetTagItem("graphql.dataloader.name") is not null);
        Assert.Equal(
            [("GraphQL load MakerLoader", 2, 1), ("GraphQL load ProductsOfMakerLoader", 2, 2)],
            fetches.Select(fetch => (fetch.DisplayName, (int)fetch.GetTagItem("graphql.dataloader.batch.size")!, (int)fetch.GetTagItem("graphql.dataloader.wave")!)));
    }

    [Fact]
    public async Task Resolver_Should_RunWithinTheOperation_When_ItAsksForTheCurrentActivity()
    {
        var api = new Shop().Api;
        await api.AskAsync("{ products { fails } }");

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        Assert.Equal(ActivityStatusCode.Error, operation.Status);
        Assert.Equal("INTERNAL_ERROR", operation.GetTagItem("error.type"));
        Assert.Equal(3, operation.GetTagItem("graphql.error.count"));
        Assert.Equal(
            Enumerable.Repeat("Product.fails", 3), operation.Events.Select(failure => failure.Tags.Single(tag => tag.Key == "graphql.field.coordinate").Value));
    }

    [Theory]
    [InlineData("{ products { name ", "GRAPHQL_PARSE_FAILED", "GraphQL parse")]
    [InlineData("{ nothing }", "GRAPHQL_VALIDATION_FAILED", "GraphQL validate")]
    [InlineData("query($a: Int!) { slow(milliseconds: $a) }", "BAD_USER_INPUT", "GraphQL plan")]
    public async Task Operation_Should_BeNoFailure_When_TheClientIsWrong(string query, string code, string lastStep)
    {
        await new Shop().Api.AskAsync(query);

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        Assert.Equal("GraphQL Operation", operation.DisplayName);
        Assert.Equal(ActivityStatusCode.Unset, operation.Status);
        Assert.Equal(code, operation.GetTagItem("error.type"));
        Assert.NotNull(operation.GetTagItem("graphql.document.hash"));
        Assert.Equal(lastStep, ChildrenOf(operation).Last().DisplayName);
    }

    [Fact]
    public async Task Operation_Should_EndItsActivity_When_TheCallerGoesAway()
    {
        using var caller = new CancellationTokenSource(20);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new Shop().Api.ExecuteAsync("{ slow(milliseconds: 5000) }", cancellationToken: caller.Token));

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        Assert.Equal(ActivityStatusCode.Unset, operation.Status);
        Assert.Equal("System.OperationCanceledException", operation.GetTagItem("error.type"));
    }

    [Fact]
    public async Task Operation_Should_LastUntilItsResponse_When_ItIsOpenedAsAStream()
    {
        var shop = new Shop();
        var request = new GraphQLRequest("{ products { makerName } }") { State = _ => shop };
        var opened = await shop.Api.Executor.OpenAsync(request, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(_ended, activity => activity.ParentSpanId == _request.SpanId);

        await foreach (var response in opened.Responses!)
        {
            response.Dispose();
        }

        var operation = Assert.Single(_ended, activity => activity.ParentSpanId == _request.SpanId);
        Assert.Contains(ChildrenOf(operation), child => child.DisplayName is "GraphQL load MakerLoader");
        Assert.Same(_request, Activity.Current);
    }

    [Fact]
    public async Task Name_Should_BeLeftOut_When_ThereAreTooMany()
    {
        var api = new Shop().CreateApi(builder => builder.Execution.MaxOperationNames = 1);

        await api.DataAsync("query First { products { name } }");
        await api.DataAsync("query Second { products { name } }");
        await api.DataAsync("query First { products { id } }");

        var operations = _ended.Where(activity => activity.ParentSpanId == _request.SpanId);
        Assert.Equal(["query First", "query", "query First"], operations.Select(operation => operation.DisplayName));
        Assert.Equal(["First", "Second", "First"], operations.Select(operation => operation.GetTagItem("graphql.operation.name")));
    }

    private IEnumerable<Activity> ChildrenOf(Activity operation) => _ended.Where(activity => activity.ParentSpanId == operation.SpanId);
}
