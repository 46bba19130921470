using Dam.Domain.Access;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Dam.Domain.Renditions;

namespace Dam.Domain.Uploads;

/// <summary>The bytes are not the ones that were declared; nothing of them is kept.</summary>
/// <param name="Code"><c>SIZE_MISMATCH</c> or <c>CHECKSUM_MISMATCH</c>.</param>
public sealed record ContentMismatch(string Code, string Message) : DomainError(Code, Message);

/// <summary>The upload holds other bytes already.</summary>
public sealed record UploadAlreadyReceived() : DomainError("UPLOAD_ALREADY_RECEIVED", "This upload has been received already, with other bytes. Create a new one.");

/// <param name="Filename">A name that an upload may have.</param>
/// <param name="MediaType">A hint.</param>
public sealed record NewFile(string Filename, string? MediaType)
{
    /// <summary>By which the same file is known when it comes again; null for one that is new each time.</summary>
    public Guid? Id { get; init; }
}

/// <summary>Takes an upload's bytes in: durable before the row that names them, the row before the answer.</summary>
public sealed class ReceiveUploadHandler(
    IUnitsOfWork units, IUploadReader uploads, IBlobStore blobs, IIncomingBlobs incoming, IDirectUploads direct, UploadRules rules, TimeProvider time)
{
    /// <summary>Code of the refusal of a use case that names an upload whose bytes have not come.</summary>
    public const string NotReceived = "UPLOAD_NOT_RECEIVED";

    private readonly SingleFlight<Guid, Outcome<Upload>> _completions = new();

    /// <summary>
    /// The same bytes sent twice are received twice with the same answer, so that a client that lost the answer may send again.
    /// </summary>
    /// <param name="declaredLength">Length that the transport announces, if it does: a wrong one is refused before anything is read.</param>
    public async Task<Outcome<Upload>> HandleAsync(Guid uploadId, Stream content, long? declaredLength, CancellationToken ct)
    {
        var found = await FindAsync(uploadId, ct);
        if (found.Value is not { } upload)
        {
            return found;
        }

        if (declaredLength is { } length && WrongSize(upload, length) is { } wrong)
        {
            return wrong;
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
            return await KeepAsync(upload, staged, ct);
        }
    }

    /// <summary>Takes in a file that came before a place was reserved for it.</summary>
    /// <param name="command">For which it came.</param>
    public async Task<Outcome<ReservedUpload>> TakeInAsync<TCommand>(Caller caller, TCommand command, NewFile file, StagedBlob staged, CancellationToken ct)
        where TCommand : Command
    {
        var mediaType = await PublishAsync(staged, ct);
        return await units.RunAsync(caller, command, AddAsync, ct);

        async Task<Outcome<ReservedUpload>> AddAsync(IUnitOfWork unit)
        {
            if (file.Id is { } id && await unit.Uploads.FindAsync(id, ct) is { } known)
            {
                return ReservationOf(known);
            }

            await HoldAsync(unit, staged, ct);
            var now = time.GetUtcNow();
            var upload = new Upload(file.Filename, staged.Size, file.MediaType, digest: null, caller.Subject, now, now + rules.Lifetime, file.Id);
            upload.Received(staged.Digest, rules.Region, mediaType, now);
            unit.Uploads.Add(upload);
            return ReservationOf(upload);
        }

        static ReservedUpload ReservationOf(Upload upload) => new(upload.Id, upload.DeclaredDigest, upload.ExpiresAt);
    }

    /// <summary>An upload that still takes bytes, or has taken them.</summary>
    public async Task<Outcome<Upload>> FindAsync(Guid uploadId, CancellationToken ct)
    {
        var upload = await uploads.FindAsync(uploadId, ct);
        return upload is null || time.GetUtcNow() >= upload.ExpiresAt ? new NotFound("UPLOAD", uploadId.ToString("N")) : upload;
    }

    /// <summary>
    /// Receives an upload whose bytes came in parts, or past this service, if all of them are there: they are read once more, to be hashed. It is not given up when the caller leaves, so that
    /// who asks again finds it done. Bytes that are not the declared ones are thrown away.
    /// </summary>
    public Task<Outcome<Upload>> CompleteAsync(Guid uploadId) => _completions.RunAsync(uploadId, _ => CompleteOnceAsync(uploadId), CancellationToken.None);

    /// <summary>
    /// Runs a use case that names an upload, and again when it was refused because the upload was not received, but can be: its bytes came in parts, and whoever took the last
    /// one has not come to record it.
    /// </summary>
    public async Task<Outcome<T>> OnceReceivedAsync<T>(Guid uploadId, Func<Task<Outcome<T>>> useCase)
        where T : class
    {
        var outcome = await useCase();
        if (outcome.Errors is not [InvalidInput { Code: NotReceived } refusal])
        {
            return outcome;
        }

        var received = await CompleteAsync(uploadId);
        return received switch
        {
            { Succeeded: true } => await useCase(),
            { Errors: [(ContentMismatch or TooLarge) and var wrong] } => wrong with { Path = refusal.Path },
            _ => outcome,
        };
    }

    private async Task<Outcome<Upload>> CompleteOnceAsync(Guid uploadId)
    {
        var parts = await incoming.LengthAsync(uploadId, CancellationToken.None);
        var sent = await direct.LengthAsync(uploadId, CancellationToken.None);
        var found = await FindAsync(uploadId, CancellationToken.None);
        if (found.Value is not { Digest: null } upload)
        {
            return found;
        }

        // What comes in parts may be on its way; what a client has put into the store itself is all that it will put there.
        return parts >= upload.DeclaredSize ? await CompleteAsync(upload, incoming, parts)
            : sent > 0 ? await CompleteAsync(upload, direct, sent)
            : new InvalidInput(NotReceived, $"{parts} of the upload's {upload.DeclaredSize} bytes have come.");
    }

    private async Task<Outcome<Upload>> CompleteAsync(Upload upload, IArrivedBlobs arrived, long length)
    {
        if (WrongSize(upload, length) is { } wrong)
        {
            await arrived.DeleteAsync(upload.Id, CancellationToken.None);
            return wrong;
        }

        StagedBlob? staged;
        try
        {
            staged = await arrived.StageAsync(upload.Id, CancellationToken.None);
        }
        catch (AppendRefusedException refused)
        {
            return OffsetConflict.Busy(refused.Length);
        }

        if (staged is null)
        {
            // Somebody else has completed or terminated it meanwhile.
            return await FindAsync(upload.Id, CancellationToken.None);
        }

        await using (staged)
        {
            try
            {
                var outcome = await KeepAsync(upload, staged, CancellationToken.None);
                await arrived.DeleteAsync(upload.Id, CancellationToken.None);
                return outcome;
            }
            catch (BlobChangedException)
            {
                return new ContentMismatch("CONTENT_CHANGED", "The bytes were sent again while they were being checked. Name the upload again when all of them have been sent.");
            }
        }
    }

    private async Task<Outcome<Upload>> KeepAsync(Upload upload, StagedBlob staged, CancellationToken ct)
    {
        if (WrongSize(upload, staged.Size) is { } wrong)
        {
            return wrong;
        }

        if (upload.DeclaredDigest is { } declared && declared != staged.Digest)
        {
            return new ContentMismatch("CHECKSUM_MISMATCH", $"The bytes have the SHA-256 {staged.Digest}, not {declared} as declared.");
        }

        var mediaType = await PublishAsync(staged, ct);
        return await units.ChangeAsync(unit => RecordAsync(unit, upload.Id, staged, mediaType, ct), ct);
    }

    /// <summary>The media type, read from the bytes in their place.</summary>
    private async Task<string> PublishAsync(StagedBlob staged, CancellationToken ct)
    {
        var key = new BlobKey(BlobArea.Originals, rules.Region, staged.Digest);
        await blobs.PublishAsync(staged, key, ct);
        return await MediaTypeReader.ReadAsync(staged.Head, () => blobs.OpenExistingAsync(key, ct), ct);
    }

    private async Task<Outcome<Upload>> RecordAsync(IUnitOfWork unit, Guid uploadId, StagedBlob staged, string mediaType, CancellationToken ct)
    {
        var upload = await unit.Uploads.FindAsync(uploadId, ct);
        if (upload is null)
        {
            return new NotFound("UPLOAD", uploadId.ToString("N"));
        }

        if (upload.Digest is { } received)
        {
            return received == staged.Digest ? upload : new UploadAlreadyReceived();
        }

        await HoldAsync(unit, staged, ct);
        upload.Received(staged.Digest, rules.Region, mediaType, time.GetUtcNow());
        return upload;
    }

    /// <summary>Keeps the published bytes from being swept. If they were swept since they were published, they are put back, which nobody can undo any more.</summary>
    private async Task HoldAsync(IUnitOfWork unit, StagedBlob staged, CancellationToken ct)
    {
        var name = new BlobName(rules.Region, staged.Digest);
        if (!await unit.Blobs.KeepAsync(name, staged.Size, ct) && !await blobs.ExistsAsync(name.Key, ct))
        {
            await blobs.PublishAsync(staged, name.Key, ct);
        }
    }

    private static DomainError? WrongSize(Upload upload, long length) => length == upload.DeclaredSize ? null
        : length > upload.DeclaredSize ? TooLong(upload)
        : new ContentMismatch("SIZE_MISMATCH", $"{length} bytes came; {upload.DeclaredSize} were declared.");

    private static TooLarge TooLong(Upload upload) =>
        new(upload.DeclaredSize) { Message = $"More than the {upload.DeclaredSize} bytes that were declared came." };
}
