using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace Dam.Infrastructure.Telemetry;

/// <summary>What the service tells of its own work. Without a listener each of these costs a check.</summary>
public static class DamTelemetry
{
    /// <summary>Of the activities and of the instruments.</summary>
    public const string Name = "Dam";

    public static readonly string Version = typeof(DamTelemetry).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    internal static readonly ActivitySource Source = new(Name, Version);

    internal static readonly Meter Meter = new(Name, Version);

    private static readonly Histogram<double> JobDuration = Meter.CreateHistogram<double>("dam.job.duration", "s", "How long a try of a job took.");

    private static readonly Histogram<double> ImageDuration = Meter.CreateHistogram<double>("dam.image.duration", "s", "How long a picture took, with its wait for a turn.");

    private static readonly Counter<long> Received = Meter.CreateCounter<long>("dam.blob.received", "By", "Bytes that the blob store took in.");

    private static readonly Counter<long> Sent = Meter.CreateCounter<long>("dam.response.sent", "By", "Bytes of responses whose length was known when they began: files, above all.");

    private static readonly Counter<long> Sealed = Meter.CreateCounter<long>("dam.sequencer.events", "{event}", "Events that this node has numbered.");

    private static readonly Histogram<double> PurgeDuration = Meter.CreateHistogram<double>("dam.purge.duration", "s", "From a change until a cache in front has confirmed that it forgot what was wrong.");

    /// <summary>A job as a span below whatever has caused it, and as a measurement. Null when nobody listens.</summary>
    internal static Span? StartJob(string kind, string? traceParent)
    {
        _ = ActivityContext.TryParse(traceParent, traceState: null, isRemote: true, out var cause);
        return Span.Of(Source.StartActivity($"job {kind}", ActivityKind.Consumer, cause), JobDuration, new("dam.job.kind", kind));
    }

    /// <summary>The same for work on a picture.</summary>
    /// <param name="step">One of few.</param>
    internal static Span? StartImage(string step) => Span.Of(Source.StartActivity($"image {step}"), ImageDuration, new("dam.image.step", step));

    internal static void Took(long bytes) => Received.Add(bytes);

    public static void HandedOut(long bytes) => Sent.Add(bytes);

    internal static void Numbered(int events) => Sealed.Add(events);

    internal static void Purged(string target, TimeSpan after) => PurgeDuration.Record(after.TotalSeconds, new KeyValuePair<string, object?>("dam.purge.target", target));

    /// <summary>A piece of work: its activity, if that is recorded, and its length.</summary>
    internal sealed class Span : IDisposable
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private readonly Activity? _activity;
        private readonly Histogram<double> _duration;
        private TagList _tags;

        private Span(Activity? activity, Histogram<double> duration, KeyValuePair<string, object?> tag)
        {
            (_activity, _duration, _tags) = (activity, duration, [tag]);
            activity?.SetTag(tag.Key, tag.Value);
        }

        public static Span? Of(Activity? activity, Histogram<double> duration, KeyValuePair<string, object?> tag) =>
            activity is null && !duration.Enabled ? null : new Span(activity, duration, tag);

        /// <summary>Tells the failure's type alone: messages may name files and people.</summary>
        public void Fail(Exception failure)
        {
            var type = failure.GetType().Name;
            _activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", type);
            _tags.Add("error.type", type);
        }

        public void Dispose()
        {
            _activity?.Dispose();
            _duration.Record(Stopwatch.GetElapsedTime(_start).TotalSeconds, _tags);
        }
    }
}
