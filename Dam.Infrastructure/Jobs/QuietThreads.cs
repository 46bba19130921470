using Dam.Domain.Jobs;

namespace Dam.Infrastructure.Jobs;

/// <summary>As many threads as there are processors, which Linux lets run when no other thread of the service wants to. A tool that such a thread starts has the thread's priority.</summary>
internal sealed class QuietThreads : IQuietWork
{
    /// <summary>How much nicer than the others: a tenth of what they get where both want the same processor.</summary>
    public const int Niceness = 10;

    private readonly NicerThreads _threads = new("Dam quiet", Niceness, Environment.ProcessorCount);

    /// <summary>Whether whoever asks is such work.</summary>
    public static bool AreCurrent => TaskScheduler.Current is NicerThreads { Niceness: Niceness };

    public Task RunAsync(Func<Task> work) => _threads.RunAsync(work);
}
