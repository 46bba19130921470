using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Jobs;

/// <summary>Writes jobs with the rest of a unit of work.</summary>
internal sealed class JobQueue(Database database, DamDbContext context, TimeProvider time) : IJobQueue
{
    private static readonly Sql Jobs = new("\"Jobs\"");

    /// <summary>How many jobs there may be to begin when the unit of work is committed.</summary>
    public int Count { get; private set; }

    public Guid Enqueue(string kind, string payload, JobTerms? terms = null) => Add(kind, payload, terms, key: null);

    public async Task EnqueueOnceAsync(string key, string kind, string payload, JobTerms? terms, CancellationToken ct)
    {
        if (context.Jobs.Local.Any(job => job.Key == key))
        {
            return;
        }

        if (await IsWaitingAsync(key, ct))
        {
            // Whoever looked for work meanwhile has passed it over.
            Count++;
            return;
        }

        // Another unit of work that does the same at this moment fails by the key's index, and then finds this one.
        Add(kind, payload, terms, key);
    }

    /// <remarks>The row is locked, not only seen: who wants to begin the job waits, and then sees what this unit of work has changed.</remarks>
    public async Task<bool> IsWaitingAsync(string key, CancellationToken ct)
    {
        var waiting = await database.LockAsync(
            context, Jobs, statement => statement.Append($"t.\"Key\" = {key} AND t.\"LeaseId\" IS NULL AND t.\"FailedAt\" IS NULL"), ct);
        return waiting.Count > 0;
    }

    public async Task CompleteAsync(JobRun run, CancellationToken ct)
    {
        if (!run.IsQueued)
        {
            return;
        }

        if (await context.Jobs.Where(job => job.Id == run.Id && job.LeaseId == run.LeaseId).TagWith(JobTable.Tag).ExecuteDeleteAsync(ct) == 0)
        {
            throw new JobLeaseLostException();
        }

        run.End();
    }

    public async Task<Job?> FindAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Jobs, id, ct);
        return await context.Jobs.FindAsync([id], ct);
    }

    public void Remove(Job job) => context.Jobs.Remove(job);

    public async Task<int> RemoveFailedAsync(DateTimeOffset before, int atMost, CancellationToken ct)
    {
        var failed = await context.Jobs.Where(job => job.FailedAt <= before).OrderBy(job => job.Id).Take(atMost).Select(job => job.Id).ToListAsync(ct);
        return failed.Count == 0 ? 0 : await context.Jobs.Where(job => failed.Contains(job.Id) && job.FailedAt <= before).ExecuteDeleteAsync(ct);
    }

    private Guid Add(string kind, string payload, JobTerms? terms, string? key)
    {
        var job = new Job(kind, payload, terms ?? JobTerms.Usual, key, time.GetUtcNow());
        context.Jobs.Add(job);
        Count++;
        return job.Id;
    }
}
