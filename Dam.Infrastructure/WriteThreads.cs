namespace Dam.Infrastructure;

/// <summary>
/// Where requests are worked on that change something: uploads, with what hashes and writes them, and mutations. Reads go first (docs/adr/0017): a thread of theirs that wakes seldom waits for one of
/// these, which get a third of a processor that both want.
/// </summary>
public static class WriteThreads
{
    /// <summary>One more than processors, since one may wait for its disk.</summary>
    private static readonly NicerThreads Threads = new("Dam writes", niceness: 5, Environment.ProcessorCount + 1);

    public static TaskScheduler Scheduler => Threads;

    /// <inheritdoc cref="NicerThreads.RunAsync{T}(Func{Task{T}})"/>
    public static Task<T> RunAsync<T>(Func<Task<T>> work) => Threads.RunAsync(work);
}
