using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Jobs;

/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RetryJobInput([property: ID] string JobId, string? IdempotencyKey);

internal sealed record RetryJobPayload(JobDetails? Job, IReadOnlyList<IError> Errors);

/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record DiscardJobInput([property: ID] string JobId, string? IdempotencyKey);

internal sealed record DiscardJobPayload([property: ID] string? DiscardedId, IReadOnlyList<IError> Errors);

[MutationType]
internal static class JobMutations
{
    /// <summary>Lets a job that was given up begin anew, with all its tries. Null when it is done already.</summary>
    [AnyCaller]
    public static async Task<RetryJobPayload> RetryJobAsync(RetryJobInput input, Caller caller, RetryJobHandler handler, IJobReader reader, CancellationToken ct)
    {
        var outcome = NodeId.TryParse<Guid>(NodeIds.Job, input.JobId, out var id)
            ? await handler.HandleAsync(caller, new RetryJob(id) { IdempotencyKey = input.IdempotencyKey }, ct)
            : Unknown(input.JobId);
        var job = outcome.Value is { } retried && await reader.FindAsync([retried.Value], ct) is [var found] ? found : null;
        return new(job, outcome.Errors.ToErrors());
    }

    /// <summary>Takes a job that nobody works on out of the queue: what it was for is not done.</summary>
    [AnyCaller]
    public static async Task<DiscardJobPayload> DiscardJobAsync(DiscardJobInput input, Caller caller, DiscardJobHandler handler, CancellationToken ct)
    {
        var outcome = NodeId.TryParse<Guid>(NodeIds.Job, input.JobId, out var id)
            ? await handler.HandleAsync(caller, new DiscardJob(id) { IdempotencyKey = input.IdempotencyKey }, ct)
            : Unknown(input.JobId);
        return new(outcome.Value is { } discarded ? NodeId.Format(NodeIds.Job, discarded.Value) : null, outcome.Errors.ToErrors());
    }

    private static Outcome<JobId> Unknown(string id) => new NotFound("JOB", id) { Path = ["input", "jobId"] };
}
