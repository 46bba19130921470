using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Jobs;

/// <summary>What is told when a person changes the queue: to the audit, not to those who follow the assets.</summary>
internal static class JobEvents
{
    public static void JobChanged(this IEventLog events, Caller caller, Job job, string action) => events.Add(new Event(
        Kind: null, action, caller.Subject, job.AssetId, Details: new { JobId = job.Id, job.Kind, job.Attempts, job.LastError }));

    public static NotFound NotFound(Guid id) => new("JOB", id.ToString("N")) { Path = ["input", "jobId"] };
}
