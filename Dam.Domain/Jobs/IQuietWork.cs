namespace Dam.Domain.Jobs;

/// <summary>Where work is done that takes a processor for long and for which no request waits, so that those which do have it first.</summary>
public interface IQuietWork
{
    /// <summary>Runs the work there, between its awaits as well. Not for what holds a lock or a transaction: whoever waits for that would wait for a quiet moment.</summary>
    Task RunAsync(Func<Task> work);
}
