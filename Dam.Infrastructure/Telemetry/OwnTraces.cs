using System.Diagnostics;

namespace Dam.Infrastructure.Telemetry;

/// <summary>
/// Begins a trace of its own for each request, whatever the caller says in <c>traceparent</c>, <c>tracestate</c> and <c>baggage</c> (https://www.w3.org/TR/trace-context/, "Privacy" and "Security"): whoever may say
/// that a trace is recorded decides past the sampler what is sent, and may put work of others under one id. What is called in turn is told as ever.
/// </summary>
internal sealed class OwnTraces(DistributedContextPropagator outgoing) : DistributedContextPropagator
{
    public override IReadOnlyCollection<string> Fields => outgoing.Fields;

    public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) => outgoing.Inject(activity, carrier, setter);

    public override void ExtractTraceIdAndState(object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) => (traceId, traceState) = (null, null);

    public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(object? carrier, PropagatorGetterCallback? getter) => null;
}
