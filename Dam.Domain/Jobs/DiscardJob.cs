using Dam.Domain.Access;

namespace Dam.Domain.Jobs;

public sealed record DiscardJob(Guid JobId) : Command;

/// <summary>Takes a job that nobody works on out of the queue: what it was for is not done.</summary>
public sealed class DiscardJobHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<JobId>> HandleAsync(Caller caller, DiscardJob command, CancellationToken ct) => caller.May(Permissions.ManageJobs)
        ? await units.RunAsync(caller, command, unit => DiscardAsync(unit, caller, command, ct), ct)
        : new NotAuthorized(Permissions.ManageJobs);

    private async Task<Outcome<JobId>> DiscardAsync(IUnitOfWork unit, Caller caller, DiscardJob command, CancellationToken ct)
    {
        if (await unit.Jobs.FindAsync(command.JobId, ct) is not { } job)
        {
            return JobEvents.NotFound(command.JobId);
        }

        if (job.StateAt(time.GetUtcNow()) == JobState.Running)
        {
            return new InvalidInput("JOB_RUNNING", "Somebody works on the job at this moment; it can be discarded when it waits again or has failed.") { Path = ["input", "jobId"] };
        }

        unit.Jobs.Remove(job);
        unit.Events.JobChanged(caller, job, "job.discarded");
        return new JobId(job.Id);
    }
}
