using Dam.Domain.Access;

namespace Dam.Domain.Jobs;

public sealed record RetryJob(Guid JobId) : Command;

/// <summary>Id of a job that a use case has changed.</summary>
public sealed record JobId(Guid Value);

/// <summary>Lets a job that was given up begin anew, with all its tries.</summary>
public sealed class RetryJobHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<JobId>> HandleAsync(Caller caller, RetryJob command, CancellationToken ct) => caller.May(Permissions.ManageJobs)
        ? await units.RunAsync(caller, command, unit => RetryAsync(unit, caller, command, ct), ct)
        : new NotAuthorized(Permissions.ManageJobs);

    private async Task<Outcome<JobId>> RetryAsync(IUnitOfWork unit, Caller caller, RetryJob command, CancellationToken ct)
    {
        if (await unit.Jobs.FindAsync(command.JobId, ct) is not { } job)
        {
            return JobEvents.NotFound(command.JobId);
        }

        if (job.FailedAt is null)
        {
            return new InvalidInput("JOB_NOT_FAILED", "Only a job that was given up can be tried again; this one will be done, or is being done.") { Path = ["input", "jobId"] };
        }

        if (job.Key is { } key && await unit.Jobs.IsWaitingAsync(key, ct))
        {
            return new InvalidInput("JOB_REPLACED", "Another job that does the same waits already. Discard this one.") { Path = ["input", "jobId"] };
        }

        job.Retry(time.GetUtcNow());
        unit.Events.JobChanged(caller, job, "job.retried");
        return new JobId(job.Id);
    }
}
