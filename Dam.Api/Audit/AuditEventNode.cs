using System.Text.Json;
using Dam.Api.Assets;
using Dam.Api.Changes;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Audit;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;

namespace Dam.Api.Audit;

/// <summary>Who did what, sealed.</summary>
[ObjectType<AuditRecord>(Name = "AuditEvent", Ignore = [nameof(AuditRecord.AssetId), nameof(AuditRecord.SkuId)])]
[Node<AuditEventById>(NodeIds.AuditEvent)]
internal static class AuditEventNode
{
    public static Principal? GetActor([Parent] AuditRecord record) => new(record.Actor, record.Actor);

    [ID]
    public static string? GetSubjectId([Parent] AuditRecord record) => record.AssetId is null && record.SkuId is null ? null : Subject.IdOf(record.AssetId, record.SkuId);

    /// <summary>What was done, in the words of the action; null when there is nothing to say, or when it was erased.</summary>
    public static JsonElement? GetDetails([Parent] AuditRecord record) => record.Details is null ? null : JsonSerializer.Deserialize<JsonElement>(record.Details);

    /// <summary>SHA-256 over the previous hash, this event's header and the salted hash of its details (which can be erased without breaking the chain).</summary>
    public static Sha256 GetHash([Parent] AuditRecord record) => new(record.Hash);
}

internal sealed class AuditEventById(Caller caller, IAuditReader reader) : BatchLoader<Guid, AuditRecord>
{
    protected override async Task<IReadOnlyDictionary<Guid, AuditRecord>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        caller.May(Permissions.ReadAudit)
            ? (await reader.FindAsync(keys, ct)).ToDictionary(record => record.Id)
            : new Dictionary<Guid, AuditRecord>();
}
