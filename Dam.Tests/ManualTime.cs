namespace Dam.Tests;

/// <summary>A clock that stands until a test moves it. Timers stay real, so that waiting for work still works.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    private long _ticks = now.UtcTicks;

    public DateTimeOffset Now
    {
        get => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);
        set => Interlocked.Exchange(ref _ticks, value.UtcTicks);
    }

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>The steady counter, in <see cref="TimeProvider.TimestampFrequency"/>; runs by itself while null.</summary>
    public long? Counter { get; set; }

    public override long GetTimestamp() => Counter ?? base.GetTimestamp();
}
