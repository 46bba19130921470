using Dam.Domain.Jobs;
using Dam.Infrastructure.Jobs;

namespace Dam.Infrastructure.Persistence.Jobs;

/// <summary>Writes jobs with the rest of a unit of work.</summary>
internal sealed class JobQueue(DamDbContext context, TimeProvider time) : IJobQueue
{
    /// <summary>How many were enqueued.</summary>
    public int Count { get; private set; }

    public void Enqueue(string kind, string payload)
    {
        context.Jobs.Add(new Job(kind, payload, time.GetUtcNow()));
        Count++;
    }
}
