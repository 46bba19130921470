namespace Dam.Infrastructure;

/// <summary>
/// Where requests are worked on that change something: uploads and mutations. Reads go first, jobs come after (docs/adr/0017): of a processor that a read wants as well they get a tenth.
/// </summary>
public static class WriteThreads
{
    /// <summary>One more than processors, since one may wait for its disk.</summary>
    private static readonly NicerThreads Threads = new("Dam writes", niceness: 9, Environment.ProcessorCount + 1);

    public static TaskScheduler Scheduler => Threads;

    /// <inheritdoc cref="NicerThreads.RunAsync{T}(Func{Task{T}})"/>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => Threads.RunAsync(work);
}
