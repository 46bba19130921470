using Dam.Domain.Blobs;

namespace Dam.Domain.Uploads;

/// <summary>The upload is an asset by now.</summary>
public sealed record UploadInUse() : DomainError("UPLOAD_IN_USE", "An asset has been made of this upload. Delete the asset instead.");

/// <summary>Gives an upload up before anything is made of it: its place is gone, and what had come of it.</summary>
public sealed class TerminateUploadHandler(IUnitsOfWork units, IIncomingBlobs incoming, IDirectUploads direct, ReceiveUploadHandler receive)
{
    public async Task<Outcome<Upload>> HandleAsync(Guid uploadId, CancellationToken ct)
    {
        var found = await receive.FindAsync(uploadId, ct);
        if (!found.Succeeded)
        {
            return found;
        }

        var removed = await units.ChangeAsync(unit => RemoveAsync(unit, uploadId, ct), ct);
        if (removed.Succeeded)
        {
            await incoming.DeleteAsync(uploadId, ct);
            await direct.DeleteAsync(uploadId, ct);
        }

        return removed;
    }

    private static async Task<Outcome<Upload>> RemoveAsync(IUnitOfWork unit, Guid uploadId, CancellationToken ct)
    {
        var upload = await unit.Uploads.FindAsync(uploadId, ct);
        if (upload is null)
        {
            return new NotFound("UPLOAD", uploadId.ToString("N"));
        }

        if (upload.AssetId is not null)
        {
            return new UploadInUse();
        }

        unit.Uploads.Remove(upload);
        return upload;
    }
}
