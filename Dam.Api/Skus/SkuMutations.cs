using Dam.Api.Assets;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Skus;

/// <summary>A checksum or file name that several assets share is an error.</summary>
[OneOf]
internal sealed record AssetRefInput([property: ID] string? Id, Sha256? Checksum, string? Filename)
{
    public AssetRef ToReference() => new(Id is null ? null : NodeIds.AssetOrNone(Id), Checksum?.Hex, Filename) { IdAsGiven = Id };
}

internal sealed record SkuLinkInput(AssetRefInput Asset, SkuRole Role = SkuRole.Gallery);

/// <summary>What is not given stays; null clears the name.</summary>
internal sealed record SkuInput
{
    public required string Code { get; init; }

    public Optional<string?> Name { get; init; }

    /// <summary>Replaces all links; their order is their position.</summary>
    public IReadOnlyList<SkuLinkInput>? Links { get; init; }

    public SkuRow ToRow() => new(
        Code, new(Name.IsSet, Name.Value), Links?.Select(link => new SkuLinkRow(link.Asset.ToReference(), link.Role)).ToList());
}

/// <summary>Up to 1,000 SKUs.</summary>
/// <param name="DryRun">Nothing changes, and the answer says what would: how many SKUs, what is refused, and which assets are linked no more.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record SyncSkusInput(
    IReadOnlyList<SkuInput> Skus, ErrorPolicy ErrorPolicy = ErrorPolicy.RejectFailedRows, bool DryRun = false, string? IdempotencyKey = null);

internal sealed record SyncSkusPayload(IReadOnlyList<SyncSkuRow> Rows, int Created, int Updated, int Unchanged, IReadOnlyList<IError> Errors);

[ObjectType]
internal sealed class SyncSkuRow(SyncedSku row)
{
    /// <summary>As it is now; null when the row was refused, and of a SKU that a dry run would make.</summary>
    public async ValueTask<SkuDetails?> GetSkuAsync(SkuById skus) => row.SkuId is { } id ? await skus.LoadAsync(id) : null;

    /// <summary>The assets that the SKU showed before and shows no more.</summary>
    [ID]
    public IReadOnlyList<string> UnlinkedAssetIds => [.. row.Unlinked.Select(id => NodeId.Format(NodeIds.Asset, id))];

    public IReadOnlyList<IError> Errors => row.Errors.ToErrors();
}

[MutationType]
internal static class SkuMutations
{
    /// <summary>Creates or updates SKUs and replaces the links of those it names; the same call twice changes nothing.</summary>
    [AnyCaller]
    public static async Task<SyncSkusPayload> SyncSkusAsync(SyncSkusInput input, Caller caller, SyncSkusHandler handler, CancellationToken ct)
    {
        var command = new SyncSkus([.. input.Skus.Select(sku => sku.ToRow())], input.ErrorPolicy, input.DryRun) { IdempotencyKey = input.IdempotencyKey };
        var outcome = await handler.HandleAsync(caller, command, ct);
        return outcome.Value is { } synced
            ? new([.. synced.Rows.Select(row => new SyncSkuRow(row))], synced.Created, synced.Updated, synced.Unchanged, [])
            : new([], 0, 0, 0, outcome.Errors.ToErrors());
    }
}
