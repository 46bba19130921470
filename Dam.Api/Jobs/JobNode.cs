using Dam.Api.Assets;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Jobs;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;

namespace Dam.Api.Jobs;

/// <summary>Work that goes on behind the requests. What is done is gone; what was given up stays until somebody retries or discards it.</summary>
[ObjectType<JobDetails>(Name = "Job", Ignore = [nameof(JobDetails.AssetId)])]
[Node<JobById>(NodeIds.Job)]
internal static class JobNode
{
    /// <summary>The asset that it is about; null when it is about none.</summary>
    public static async ValueTask<AssetDetails?> GetAssetAsync([Parent] JobDetails job, AssetById assets) =>
        job.AssetId is { } id ? await assets.LoadAsync(id) : null;
}

internal sealed class JobById(Caller caller, IJobReader reader) : BatchLoader<Guid, JobDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, JobDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        caller.May(Permissions.ReadJobs)
            ? (await reader.FindAsync(keys, ct)).ToDictionary(job => job.Id)
            : new Dictionary<Guid, JobDetails>();
}
