using Dam.Api.Assets;
using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Audit;
using Dam.Domain.Paging;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Audit;

/// <summary>Joined by AND.</summary>
/// <param name="Subject">Id of the asset or SKU concerned.</param>
/// <param name="Actor">Subject of the key or token.</param>
/// <param name="Action">For instance `asset.rights-set`.</param>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
internal sealed record AuditFilterInput([property: ID] string? Subject, string? Actor, string? Action, DateTimeOffset? Since, DateTimeOffset? Until)
{
    public AuditFilter ToFilter()
    {
        // No event is about an id that is none, so neither is found by it.
        Guid? skuId = Subject is not null && NodeId.TryParse<Guid>(NodeIds.Sku, Subject, out var sku) ? sku : null;
        Guid? assetId = Subject is null || skuId is not null ? null : NodeIds.AssetOrNone(Subject);
        return new AuditFilter(assetId, skuId, Actor, Action, Since, Until);
    }
}

[ObjectType]
internal sealed class AuditEventConnection(IReadOnlyList<Edge<AuditRecord>> edges, PageInfo pageInfo) : Connection<AuditRecord, Edge<AuditRecord>>(edges, pageInfo);

/// <summary>What the verification of the audit chain found.</summary>
/// <param name="Intact">Whether every event is the one that was sealed, at its place.</param>
/// <param name="Events">How many events were verified.</param>
/// <param name="Head">Hash of the last good event.</param>
/// <param name="Problem">Where the chain breaks first; null when it is whole.</param>
internal sealed record AuditVerificationResult(bool Intact, long Events, Sha256 Head, AuditProblem? Problem);

[QueryType]
internal static class AuditQueries
{
    /// <summary>Newest first. `first`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadAudit)]
    public static async Task<AuditEventConnection> GetAuditEventsAsync(int? first, string? after, AuditFilterInput? where, IAuditReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter() ?? new AuditFilter(null, null, null, null, null, null);
        var page = (await reader.PageAsync(filter, new PageRequest(first, after, Last: null, Before: null), ct)).OrThrow();
        var edges = page.Items.Select(item => new Edge<AuditRecord>(item.Cursor, item.Item)).ToList();
        var info = new PageInfo(page.HasNext, page.HasPrevious, edges.Count == 0 ? null : edges[0].Cursor, edges.Count == 0 ? null : edges[^1].Cursor);
        return new AuditEventConnection(edges, info);
    }

    /// <summary>Computes the whole chain again from the rows and compares: finds an event that was changed, taken out or moved.</summary>
    [Authorize(Permissions.ReadAudit)]
    public static async Task<AuditVerificationResult> VerifyAuditAsync(IAuditReader reader, CancellationToken ct)
    {
        var found = await reader.VerifyAsync(ct);
        return new AuditVerificationResult(found.Problem is null, found.Events, new Sha256(found.Head), found.Problem);
    }
}
