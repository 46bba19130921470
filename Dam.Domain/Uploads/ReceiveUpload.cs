using Dam.Domain.Blobs;
using Dam.Domain.Imaging;

namespace Dam.Domain.Uploads;

/// <summary>The bytes are not the ones that were declared; nothing of them is kept.</summary>
/// <param name="Code"><c>SIZE_MISMATCH</c> or <c>CHECKSUM_MISMATCH</c>.</param>
public sealed record ContentMismatch(string Code, string Message) : DomainError(Code, Message);

/// <summary>The upload holds other bytes already.</summary>
public sealed record UploadAlreadyReceived() : DomainError("UPLOAD_ALREADY_RECEIVED", "This upload has been received already, with other bytes. Create a new one.");

/// <summary>Takes an upload's bytes in: durable before the row that names them, the row before the answer.</summary>
public sealed class ReceiveUploadHandler(IUnitsOfWork units, IBlobStore blobs, UploadRules rules, TimeProvider time)
{
    /// <summary>
    /// The same bytes sent twice are received twice with the same answer, so that a client that lost the answer may send again.
    /// </summary>
    /// <param name="declaredLength">Length that the transport announces, if it does: a wrong one is refused before anything is read.</param>
    public async Task<Outcome<Upload>> HandleAsync(Guid uploadId, Stream content, long? declaredLength, CancellationToken ct)
    {
        var upload = await units.RunAsync(unit => unit.Uploads.FindAsync(uploadId, ct), ct);
        if (upload is null || time.GetUtcNow() >= upload.ExpiresAt)
        {
            return new NotFound("UPLOAD", uploadId.ToString("N"));
        }

        if (declaredLength is { } length && length != upload.DeclaredSize)
        {
            return length > upload.DeclaredSize ? TooLong(upload) : TooShort(upload, length);
        }

        StagedBlob staged;
        try
        {
            staged = await blobs.StageAsync(content, upload.DeclaredSize, ct);
        }
        catch (BlobTooLargeException)
        {
            return TooLong(upload);
        }

        await using (staged)
        {
            if (staged.Size != upload.DeclaredSize)
            {
                return TooShort(upload, staged.Size);
            }

            if (upload.DeclaredDigest is { } declared && declared != staged.Digest)
            {
                return new ContentMismatch("CHECKSUM_MISMATCH", $"The bytes have the SHA-256 {staged.Digest}, not {declared} as declared.");
            }

            var key = new BlobKey(BlobArea.Originals, rules.Region, staged.Digest);
            await blobs.PublishAsync(staged, key, ct);
            var mediaType = await MediaTypeReader.ReadAsync(staged.Head, () => blobs.OpenExistingAsync(key, ct), ct);
            return await units.ChangeAsync(unit => RecordAsync(unit, uploadId, staged.Digest, mediaType, ct), ct);
        }
    }

    private async Task<Outcome<Upload>> RecordAsync(IUnitOfWork unit, Guid uploadId, string digest, string mediaType, CancellationToken ct)
    {
        var upload = await unit.Uploads.FindAsync(uploadId, ct);
        if (upload is null)
        {
            return new NotFound("UPLOAD", uploadId.ToString("N"));
        }

        if (upload.Digest is { } received)
        {
            return received == digest ? upload : new UploadAlreadyReceived();
        }

        upload.Received(digest, rules.Region, mediaType, time.GetUtcNow());
        return upload;
    }

    private static TooLarge TooLong(Upload upload) =>
        new(upload.DeclaredSize) { Message = $"More than the {upload.DeclaredSize} bytes that were declared came." };

    private static ContentMismatch TooShort(Upload upload, long length) =>
        new("SIZE_MISMATCH", $"{length} bytes came; {upload.DeclaredSize} were declared.");
}
