using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Uploads;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Upload = Dam.GraphQL.Types.Upload;

namespace Dam.Api.Assets;

/// <summary>Exactly one source.</summary>
/// <param name="UploadId">An upload that was received.</param>
/// <param name="Url">A file on the web, by http or https. It is fetched while the call waits, for a bounded time.</param>
/// <param name="File">A file of this request; large ones are better uploaded on their own.</param>
[OneOf]
internal sealed record AssetSourceInput([property: ID] string? UploadId, Uri? Url, Upload? File);

/// <summary>What names an upload: the caller, or a file that comes with the request.</summary>
/// <param name="Value">The upload's id.</param>
internal sealed record UploadId(Guid Value);

/// <summary>Takes what a caller names as the source of bytes in, so that use cases see uploads only.</summary>
internal sealed class AssetSources(ReceiveFileHandler files, ReceiveUrlHandler urls, ReceiveUploadHandler uploads)
{
    /// <summary>Of the rows of one call: half of what a node fetches at a time by default, so that one caller does not take all of it.</summary>
    public const int AtATime = 4;

    /// <param name="idempotencyKey">Of the call that names it.</param>
    public async Task<Outcome<UploadId>> ReceiveAsync(Caller caller, AssetSourceInput source, string? idempotencyKey, CancellationToken ct)
    {
        if (source.File is { } file)
        {
            var command = new ReceiveFile(file.FileName, file.Length, file.MediaType) { IdempotencyKey = idempotencyKey };
            var received = await files.HandleAsync(caller, command, file.OpenReadStream, ct);
            return received.Value is { } upload ? new UploadId(upload.Id) : Outcome<UploadId>.Refused(OfSource(received.Errors, source));
        }

        if (source.Url is { } url)
        {
            var received = await urls.HandleAsync(caller, new ReceiveUrl(url) { IdempotencyKey = idempotencyKey }, ct);
            return received.Value is { } upload ? new UploadId(upload.Id) : Outcome<UploadId>.Refused(received.Errors);
        }

        return NodeId.TryParse<Guid>(NodeIds.Upload, source.UploadId ?? "", out var id)
            ? new UploadId(id)
            : new NotFound("UPLOAD", source.UploadId ?? "") { Path = ["input", "source", "uploadId"] };
    }

    /// <summary>Runs the use case that the upload is for, and tells of the source as the caller named it.</summary>
    public async Task<Outcome<AssetId>> UseAsync(AssetSourceInput source, UploadId upload, Func<Task<Outcome<AssetId>>> useCase)
    {
        var outcome = await uploads.OnceReceivedAsync(upload.Value, useCase);
        return outcome.Succeeded ? outcome : Outcome<AssetId>.Refused(OfSource(outcome.Errors, source));
    }

    /// <summary>What is wrong with an upload that nobody named is wrong with its file, or URL.</summary>
    public static IReadOnlyList<DomainError> OfSource(IReadOnlyList<DomainError> errors, AssetSourceInput source) => source.UploadId is not null ? errors :
    [
        .. errors.Select(error => error.Path switch
        {
            [.., "source", "uploadId"] path => error with { Path = [.. path.SkipLast(1), source.Url is null ? "file" : "url"] },
            ["input", "filename" or "size" or "mediaType"] => error with { Path = ["input", "source", "file"] },
            _ => error,
        }),
    ];
}
