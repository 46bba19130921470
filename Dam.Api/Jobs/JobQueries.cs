using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;

namespace Dam.Api.Jobs;

/// <summary>Joined by AND.</summary>
/// <param name="Kind">For instance `process-version`.</param>
internal sealed record JobFilterInput(string? Kind, JobState? State)
{
    public JobFilter ToFilter() => new(Kind, State);
}

[QueryType]
internal static class JobQueries
{
    /// <summary>Newest first. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadJobs)]
    public static async Task<Connection<JobDetails>> GetJobsAsync(PageArguments page, JobFilterInput? where, FieldSelection selection, IJobReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter() ?? new JobFilter(Kind: null, State: null);
        return (await reader.PageAsync(filter, page.ToRequest(selection), ct)).OrThrow().ToConnection(async token => await reader.CountAsync(filter, token));
    }
}
