using Dam.GraphQL.Protection;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>Callers' budgets: taken before a request runs, settled by what it really took, restored by time.</summary>
public sealed class BudgetTests
{
    /// <summary>Costs 2 fields and 12 types, and takes 2 fields and 4 types: root and its two children.</summary>
    private const string Query = "{ root { children { name } } }";

    private readonly Clock _clock = new();

    [Fact]
    public async Task Request_Should_BeSettledByItsObjects_When_ItHasRun()
    {
        await using var api = await StartAsync(new CallerBudget("a", 100, 2));

        var report = await api.PostAsync(new { query = Query }, ("GraphQL-Cost", "report"));
        Assert.Equal(
            """{"fieldCost":2,"typeCost":12,"requestedQueryCost":14,"actualQueryCost":6,"throttleStatus":{"maximumAvailable":100,"currentlyAvailable":94,"restoreRate":2}}""",
            report.Cost.GetRawText());
        _clock.Pass(TimeSpan.FromSeconds(1.5));
        Assert.Equal(91, Available(await api.PostAsync(new { query = Query }, ("GraphQL-Cost", "report"))));
        _clock.Pass(TimeSpan.FromHours(1));
        Assert.Equal(94, Available(await api.PostAsync(new { query = Query }, ("GraphQL-Cost", "report"))));
    }

    [Fact]
    public async Task Request_Should_BeThrottled_When_TheBudgetIsSpent()
    {
        await using var api = await StartAsync(new CallerBudget("a", 20, 0.5));
        Assert.Null((await api.PostAsync(new { query = Query })).Code);
        Assert.Null((await api.PostAsync(new { query = Query })).Code);

        var refused = await api.PostAsync(new { query = Query });
        Assert.Equal((200, "THROTTLED", TimeSpan.FromSeconds(12)), (refused.Status, refused.Code, refused.RetryAfter));
        Assert.Equal("The operation costs 14, but your budget has 8 left. Try again in 12 s.", refused.Message);
        Assert.Equal(8, Available(refused));
        refused = await api.PostAsync(new { query = Query }, ("Accept", Endpoint.GraphQLResponse));
        Assert.Equal((429, TimeSpan.FromSeconds(12)), (refused.Status, refused.RetryAfter));

        // Others are not concerned, what is small still goes, and time restores.
        Assert.Null((await api.PostAsync(new { query = Query }, ("X-Caller", "b"))).Code);
        Assert.Null((await api.PostAsync(new { query = "{ __typename }" })).Code);
        _clock.Pass(TimeSpan.FromSeconds(13.9));
        Assert.Equal("THROTTLED", (await api.PostAsync(new { query = Query })).Code);
        _clock.Pass(TimeSpan.FromSeconds(0.1));
        Assert.Null((await api.PostAsync(new { query = Query })).Code);
    }

    [Fact]
    public async Task Request_Should_BeRefusedForGood_When_NoBudgetEverHasSoMuch()
    {
        await using var api = await StartAsync(new CallerBudget("a", 13, 1));
        var refused = await api.PostAsync(new { query = Query });
        Assert.Equal(("COST_EXCEEDED", null), (refused.Code, refused.RetryAfter));
        Assert.Equal("The operation costs 14, which is more than your budget of 13 ever has. Ask for less at a time.", refused.Message);
    }

    [Fact]
    public async Task Request_Should_CostWhatItTakes_When_ListsAreLongerThanAssumed()
    {
        await using var api = await Endpoint.StartAsync(
            graphql =>
            {
                SampleHost.Configure(graphql);
                graphql.Execution.Cost.ListSize = 1;
                graphql.Budget = _ => new CallerBudget("a", 10, 1);
            },
            _clock);

        // Asks for 2 + 3, takes 2 + 4.
        var report = await api.PostAsync(new { query = Query }, ("GraphQL-Cost", "report"));
        Assert.Equal((5, 6, 4), (report.Cost.GetProperty("requestedQueryCost").GetDouble(), report.Cost.GetProperty("actualQueryCost").GetDouble(), Available(report)));
    }

    [Fact]
    public async Task Request_Should_BeFree_When_ItIsInvalid()
    {
        await using var api = await StartAsync(new CallerBudget("a", 20, 0));
        for (var i = 0; i < 30; i++)
        {
            Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await api.PostAsync(new { query = "{ nothing }" })).Code);
        }

        Assert.Null((await api.PostAsync(new { query = Query })).Code);
    }

    [Fact]
    public void Budgets_Should_ForgetThoseWhoLoseLeast_When_ThereAreTooMany()
    {
        var budgets = new Budgets(100, _clock);
        Assert.True(budgets.TryTake(new CallerBudget("spent", 10, 0.001), 10, out _));
        for (var i = 0; i < 10_000; i++)
        {
            Assert.True(budgets.TryTake(new CallerBudget($"caller {i}", 10, 0.001), 1, out _));
            Assert.InRange(budgets.Count, 1, 100);
        }

        Assert.False(budgets.TryTake(new CallerBudget("spent", 10, 0.001), 5, out var status));
        Assert.Equal(0, status.Available, 3);
    }

    [Fact]
    public void Budgets_Should_NotBeOverdrawn_When_ManyTakeAtOnce()
    {
        var budgets = new Budgets(10, _clock);
        var budget = new CallerBudget("a", 1_000, 1);
        var taken = 0;
        Parallel.For(0, 10_000, _ =>
        {
            if (budgets.TryTake(budget, 3, out var status))
            {
                Interlocked.Increment(ref taken);
                Assert.InRange(status.Available, 0, 1_000);
            }
        });

        Assert.Equal(333, taken);
    }

    private Task<Endpoint> StartAsync(CallerBudget budget) => Endpoint.StartAsync(
        graphql =>
        {
            SampleHost.Configure(graphql);
            graphql.Budget = context => context.Request.Headers["X-Caller"] is [{ } other] ? budget with { Caller = other } : budget;
        },
        _clock);

    private static double Available(Answer answer) => answer.Cost.GetProperty("throttleStatus").GetProperty("currentlyAvailable").GetDouble();

    private sealed class Clock : TimeProvider
    {
        private long _ticks = 1_000_000;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);
    }
}
