namespace Dam.Domain.Jobs;

/// <summary>Work that outlives a request, written in the same transaction as what caused it: found again after a crash.</summary>
public interface IJobQueue
{
    /// <param name="kind">Names the handler.</param>
    /// <param name="payload">What the handler needs, as text.</param>
    void Enqueue(string kind, string payload);
}

/// <summary>Does jobs of one kind. May run twice for the same job (a crash between work and its record), so its effect must be the same.</summary>
public interface IJobHandler
{
    string Kind { get; }

    /// <summary>Throws when the job should be tried again later.</summary>
    Task RunAsync(string payload, CancellationToken ct);

    /// <summary>The last try has failed: leave a trace that a person can see.</summary>
    Task GiveUpAsync(string payload, Exception reason, CancellationToken ct);
}
