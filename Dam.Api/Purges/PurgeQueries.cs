using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Purges;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;

namespace Dam.Api.Purges;

/// <summary>How it stands with the copies that one cache in front keeps under one name: asked for again, it begins anew.</summary>
[ObjectType<PurgeDetails>(Name = "Purge", Ignore = [nameof(PurgeDetails.Id)])]
internal static class PurgeNode;

/// <summary>Joined by AND.</summary>
/// <param name="Target">The cache, for instance `varnish 10.0.0.11:6081`.</param>
/// <param name="Key">Name of the copies, for instance `asset-0199c0de…`.</param>
internal sealed record PurgeFilterInput(PurgeState? State, string? Target, string? Key)
{
    public PurgeFilter ToFilter() => new(State, Target, Key);
}

[QueryType]
internal static class PurgeQueries
{
    /// <summary>What caches in front were told to forget, and whether they have confirmed it. What was asked for last comes first. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadHealth)]
    public static async Task<Connection<PurgeDetails>> GetPurgesAsync(PageArguments page, PurgeFilterInput? where, FieldSelection selection, IPurgeReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter() ?? new PurgeFilter(State: null, Target: null, Key: null);
        return (await reader.PageAsync(filter, page.ToRequest(selection), ct)).OrThrow().ToConnection(async token => await reader.CountAsync(filter, token));
    }
}
