using Dam.Api.Assets;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Uploads;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Uploads;

/// <param name="Filename">A name, not a path.</param>
/// <param name="Size">Bytes.</param>
/// <param name="MediaType">A hint; what counts is read from the bytes.</param>
/// <param name="Sha256">Checked when the bytes have come.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateUploadInput(string Filename, long Size, string? MediaType, Sha256? Sha256, string? IdempotencyKey);

internal sealed record CreateUploadPayload(PendingUpload? Upload, IReadOnlyList<IError> Errors);

/// <summary>A place reserved for a file.</summary>
[ObjectType]
internal sealed class PendingUpload(ReservedUpload upload, UploadTarget target)
{
    [ID]
    public string Id { get; } = NodeId.Format(NodeIds.Upload, upload.Id);

    public UploadTarget Target { get; } = target;

    /// <summary>An asset that holds the announced bytes already: then nothing needs to be sent.</summary>
    public async ValueTask<AssetDetails?> GetExistingAsync(AssetByDigest assets) =>
        upload.DeclaredDigest is { } digest ? await assets.LoadAsync(digest) : null;
}

/// <summary>`method` is PUT; send `headers` as given. `tusUrl` takes the same bytes resumably (tus 1.0).</summary>
/// <param name="LargestPut">
/// Bytes that one request takes at most, where that is less than a file may have. A larger file is sent to the same URL in blocks (Azure's Put Block, then Put Block List), or to
/// `tusUrl`.
/// </param>
internal sealed record UploadTarget(Uri Url, string Method, IReadOnlyList<HttpHeader> Headers, Uri? TusUrl, DateTimeOffset ExpiresAt, long? LargestPut);

internal sealed record HttpHeader(string Name, string Value);

[MutationType]
internal static class UploadMutations
{
    /// <summary>
    /// Reserves a place for a file. PUT the bytes to `target` (its URL is the permission; 204 when whole, 404, 409, 413 or 422 with a
    /// problem document otherwise), then name the upload in `createAsset`. The same upload named twice gives the same asset.
    /// </summary>
    [AnyCaller]
    public static async Task<CreateUploadPayload> CreateUploadAsync(
        CreateUploadInput input, Caller caller, CreateUploadHandler handler, UploadUrls urls, IDirectUploads direct, CancellationToken ct)
    {
        var outcome = await handler.HandleAsync(caller, new CreateUpload(input.Filename, input.Size, input.MediaType, input.Sha256?.Hex) { IdempotencyKey = input.IdempotencyKey }, ct);
        return outcome.Value is { } upload
            ? new(new PendingUpload(upload, TargetOf(urls.For(upload), await direct.TargetAsync(upload.Id, upload.ExpiresAt, ct))), [])
            : new(null, outcome.Errors.ToErrors());
    }

    /// <summary>Bytes that need not pass through this service do not.</summary>
    private static UploadTarget TargetOf(SignedUrl signed, DirectTarget? direct) => direct is null
        ? new(signed.Url, "PUT", [new HttpHeader("Content-Type", "application/octet-stream")], signed.Url, signed.ExpiresAt, LargestPut: null)
        : new(direct.Url, "PUT", [.. direct.Headers.Select(header => new HttpHeader(header.Key, header.Value))], signed.Url, direct.ExpiresAt, direct.LargestPut);
}
