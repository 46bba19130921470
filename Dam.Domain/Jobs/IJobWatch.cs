namespace Dam.Domain.Jobs;

/// <summary>Tells when jobs end. Only those of this process are told at once, so who waits looks for the job's effect, also when nothing was told.</summary>
public interface IJobWatch
{
    /// <summary>Ends when a job of this kind and payload has ended, well or not, or after the time given. What ends after the call is not missed, however late it is awaited.</summary>
    Task WaitAsync(string kind, string payload, TimeSpan atMost, CancellationToken ct);
}
