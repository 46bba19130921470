using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dam.GraphQL.Execution;

namespace Dam.GraphQL.Diagnostics;

/// <summary>The meter. An operation is watched only while somebody listens to one of the instruments.</summary>
internal sealed class MetricsObserver : IExecutionObserver
{
    public const string MeterName = "Dam.GraphQL";

    private static readonly Meter Shared = new(MeterName);

    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _cost;
    private readonly UpDownCounter<long> _running;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _evictions;
    private readonly Histogram<long> _batches;
    private readonly UpDownCounter<long> _subscriptions;
    private readonly Instrument[] _ofOperations;
    private readonly OperationNames _names;
    private readonly TimeProvider _time;

    public MetricsObserver(IMeterFactory? meters, OperationNames names, TimeProvider time)
    {
        var meter = meters?.Create(MeterName) ?? Shared;
        _names = names;
        _time = time;
        _duration = meter.CreateHistogram(
            "graphql.server.request.duration", "s", "From the request to its response in memory.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });
        _cost = meter.CreateHistogram(
            "graphql.server.request.cost", "{cost}", "What operations were estimated to cost.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000] });
        _running = meter.CreateUpDownCounter<long>("graphql.server.request.active", "{request}", "Operations that run.");
        _errors = meter.CreateCounter<long>("graphql.server.errors", "{error}", "Errors in responses by their code.");
        _lookups = meter.CreateCounter<long>("graphql.plan_cache.lookups", "{lookup}", "Documents whose plan was kept (hit) or had to be made (miss).");
        _evictions = meter.CreateCounter<long>("graphql.plan_cache.evictions", "{plan}", "Plans dropped to make room.");
        _batches = meter.CreateHistogram(
            "graphql.dataloader.batch.size", "{key}", "Keys of the fetches of loaders.",
            advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000] });
        _subscriptions = meter.CreateUpDownCounter<long>("graphql.server.subscription.active", "{subscription}", "Subscriptions that are open.");
        _ofOperations = [_duration, _running, _errors, _lookups, _cost, _batches];
    }

    public IOperationObserver? Started(GraphQLRequest request)
    {
        foreach (var instrument in _ofOperations)
        {
            if (instrument.Enabled)
            {
                _running.Add(1);
                return new OperationMetrics(this);
            }
        }

        return null;
    }

    public Action? SubscriptionOpened()
    {
        if (!_subscriptions.Enabled)
        {
            return null;
        }

        _subscriptions.Add(1);
        return () => _subscriptions.Add(-1);
    }

    public void PlansEvicted(int count) => _evictions.Add(count);

    private sealed class OperationMetrics(MetricsObserver meter) : IOperationObserver
    {
        private readonly long _started = meter._time.GetTimestamp();
        private TagList _tags;

        public void PlanLookedUp(string documentHash, bool wasKept)
            => meter._lookups.Add(1, new KeyValuePair<string, object?>("graphql.plan_cache.result", wasKept ? "hit" : "miss"));

        public void Prepared(OperationRequest operation)
        {
            _tags.Add("graphql.operation.type", OperationNames.TypeOf(operation.Operation.Kind));
            if (meter._names.Of(operation.Operation) is { } name)
            {
                _tags.Add("graphql.operation.name", name);
            }
        }

        public void Priced(double fieldCost, double typeCost)
        {
            meter._cost.Record(fieldCost, [.. _tags, new("graphql.cost.kind", "field")]);
            meter._cost.Record(typeCost, [.. _tags, new("graphql.cost.kind", "type")]);
        }

        public Action<Exception?>? FetchStarted(LoaderFetch fetch)
        {
            meter._batches.Record(fetch.Keys, new KeyValuePair<string, object?>("graphql.dataloader.name", fetch.Loader));
            return null;
        }

        public void Ended(GraphQLResult? result, Exception? exception)
        {
            meter._running.Add(-1);
            var errors = result?.Errors ?? [];
            foreach (var error in errors)
            {
                meter._errors.Add(1, new KeyValuePair<string, object?>("graphql.error.code", error.Code));
            }

            if (exception is not null)
            {
                _tags.Add("error.type", exception.GetType().FullName);
            }
            else if (errors.Count > 0)
            {
                _tags.Add("error.type", errors[0].Code);
            }

            meter._duration.Record(meter._time.GetElapsedTime(_started).TotalSeconds, _tags);
        }
    }
}
