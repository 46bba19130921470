using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;
using Dam.Tests.GraphQL.Execution;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.GraphQL.Diagnostics;

/// <summary>What an application's own observers are told, and what the log says.</summary>
public sealed class ObserverTests
{
    [Fact]
    public async Task Observer_Should_BeToldInOrder_When_AnOperationRuns()
    {
        var told = new Told();
        var api = new Shop().CreateApi(builder => builder.Execution.Observers.Add(told));

        await api.AskAsync("query Makers { products { maker { name } fails } }");

        Assert.Equal(
            [
                "started", "kept False", "Parse", "Validate", "Plan", "prepared Makers", "Coerce", "fetch MakerLoader 2 1", "fetched", "Execute",
                "failed Product.fails", "failed Product.fails", "failed Product.fails", "Write", "ended 3 errors",
            ],
            told.Lines);
    }

    [Fact]
    public async Task Observer_Should_BeTold_When_ItIsAService()
    {
        var told = new Told();
        var api = new Shop().CreateApi(services: services => services.AddSingleton<IExecutionObserver>(told));

        await api.AskAsync("{");

        Assert.Equal(["started", "kept False", "Parse", "ended 1 errors"], told.Lines);
    }

    [Fact]
    public async Task Observer_Should_BeToldThatItWasAbandoned_When_TheCallerGoesAway()
    {
        var told = new Told();
        var api = new Shop().CreateApi(builder => builder.Execution.Observers.Add(told));
        using var caller = new CancellationTokenSource(20);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await api.ExecuteAsync("{ slow(milliseconds: 5000) }", cancellationToken: caller.Token));

        Assert.Equal(["Execute", "ended by OperationCanceledException"], told.Lines.TakeLast(2));
    }

    [Fact]
    public async Task Log_Should_TellHashAndStepsButNoValues_When_AnOperationIsSlow()
    {
        var log = new LogLines();
        var api = new Shop().CreateApi(
            builder => builder.Execution.SlowOperation = TimeSpan.Zero, services => services.AddSingleton<ILogger<Executor>>(log));

        await api.AskAsync("query Secret($id: ID!) { product(id: $id) { makerName } }", """{"id":"p1-secret"}""");

        var line = Assert.Single(log.Written);
        Assert.StartsWith("Warning: Slow operation: query Secret took ", line, StringComparison.Ordinal);
        Assert.Matches(@"\(parse [0-9.]+, validate [0-9.]+, plan [0-9.]+, coerce [0-9.]+, execute [0-9.]+, write [0-9.]+; 0 fetches of 0 keys; 0 errors\); document [0-9a-f]{64}\.$", line);
        Assert.DoesNotContain("p1-secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain("product(", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Log_Should_TellNothing_When_OperationsAreFast()
    {
        var log = new LogLines();
        var api = new Shop().CreateApi(
            builder => builder.Execution.SlowOperation = TimeSpan.FromMinutes(1), services => services.AddSingleton<ILogger<Executor>>(log));

        await api.AskAsync("{ products { name } }");

        Assert.Empty(log.Written);
    }

    [Fact]
    public async Task Log_Should_TellOfRefusedDocuments_When_TheyAreSlowToRefuse()
    {
        var log = new LogLines();
        var api = new Shop().CreateApi(
            builder => builder.Execution.SlowOperation = TimeSpan.Zero, services => services.AddSingleton<ILogger<Executor>>(log));

        await api.AskAsync("{ secretField }", operationName: "also\nsecret");

        var line = Assert.Single(log.Written);
        Assert.StartsWith("Warning: Slow operation: refused (anonymous) took ", line, StringComparison.Ordinal);
        Assert.Contains("1 errors", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.OrdinalIgnoreCase);
    }

    private sealed class Told : IExecutionObserver, IOperationObserver
    {
        public List<string> Lines { get; } = [];

        public IOperationObserver? Started(GraphQLRequest request)
        {
            Lines.Add("started");
            return this;
        }

        public void PlanLookedUp(string documentHash, bool wasKept) => Lines.Add($"kept {wasKept}");

        public void StepEnded(ExecutionStep step, TimeSpan elapsed)
        {
            Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            Lines.Add(step.ToString());
        }

        public void Prepared(OperationRequest operation) => Lines.Add($"prepared {operation.Operation.Name}");

        public Action<Exception?>? FetchStarted(LoaderFetch fetch)
        {
            Lines.Add($"fetch {fetch.Loader} {fetch.Keys} {fetch.Wave}");
            return exception => Lines.Add(exception is null ? "fetched" : exception.GetType().Name);
        }

        public void Failed(Exception exception, ObjectType type, FieldDefinition field) => Lines.Add($"failed {type.Name}.{field.Name}");

        public void Ended(GraphQLResult? result, Exception? exception)
            => Lines.Add(exception is null ? $"ended {result!.Errors.Count} errors" : $"ended by {exception.GetType().Name}");
    }

    private sealed class LogLines : ILogger<Executor>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
            => Written.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
