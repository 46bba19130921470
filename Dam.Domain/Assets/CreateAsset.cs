using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.Domain.Rights;
using Dam.Domain.Uploads;

namespace Dam.Domain.Assets;

/// <summary>What to do with bytes that an asset holds already.</summary>
public enum DuplicatePolicy
{
    /// <summary>Refuse with an error that names the asset that holds these bytes.</summary>
    Reject,

    /// <summary>Answer with the asset that holds these bytes.</summary>
    ReturnExisting,

    /// <summary>Make a second asset; the bytes are stored once.</summary>
    Allow,
}

/// <param name="UploadId">Must have been received.</param>
/// <param name="Title">Null for the file name without its extension.</param>
/// <param name="Rights">Null for none.</param>
/// <param name="OnDuplicate">What to do with bytes that an asset of the caller's view holds already.</param>
public sealed record CreateAsset(Guid UploadId, string? Title, RightsPatch? Rights, DuplicatePolicy OnDuplicate) : Command;

/// <summary>Id of the asset that a use case made or found.</summary>
public sealed record AssetId(Guid Value);

/// <summary>Makes an asset of an upload. The same upload named twice gives the same asset.</summary>
public sealed class CreateAssetHandler(IUnitsOfWork units, IngestRules rules, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, CreateAsset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Rights is not null && !caller.May(Permissions.WriteRights))
        {
            return new NotAuthorized(Permissions.WriteRights) { Path = ["input", "rights"] };
        }

        if (command.Title is { } title && (string.IsNullOrWhiteSpace(title) || title.Length > Asset.LongestTitle || title.Any(char.IsControl)))
        {
            return new InvalidInput("TITLE_INVALID", $"A title has 1 to {Asset.LongestTitle} characters, none of them control characters.") { Path = ["input", "title"] };
        }

        var rights = (command.Rights ?? RightsPatch.Nothing).ApplyTo(AssetRights.None);
        if (!rights.Succeeded)
        {
            return Outcome<AssetId>.Refused(rights.Errors);
        }

        return await units.RunAsync(caller, command, unit => CreateAsync(unit, caller, command, rights.Value, ct), ct);
    }

    private async Task<Outcome<AssetId>> CreateAsync(IUnitOfWork unit, Caller caller, CreateAsset command, AssetRights rights, CancellationToken ct)
    {
        var upload = await unit.Uploads.FindAsync(command.UploadId, ct);
        if (upload is null || upload.CreatedBy != caller.Subject)
        {
            return new NotFound("UPLOAD", command.UploadId.ToString("N")) { Path = ["input", "source", "uploadId"] };
        }

        if (upload.AssetId is { } made)
        {
            return new AssetId(made);
        }

        if (upload is not { Digest: { } digest, Region: { } region, MediaType: { } mediaType })
        {
            return new InvalidInput(ReceiveUploadHandler.NotReceived, "The upload's bytes have not come yet: PUT them to its target first.")
            {
                Path = ["input", "source", "uploadId"],
            };
        }

        if (!rules.Allows(mediaType))
        {
            return new UnsupportedMedia(mediaType) { Path = ["input", "source", "uploadId"] };
        }

        // A duplicate that the caller may not see never refuses: it would tell that it exists.
        if (command.OnDuplicate != DuplicatePolicy.Allow && caller.MaySeeAll && await unit.Assets.FindByDigestAsync(digest, ct) is [var existing, ..])
        {
            if (command.OnDuplicate == DuplicatePolicy.Reject)
            {
                return new DuplicateContent(existing) { Path = ["input", "source", "uploadId"] };
            }

            upload.BecameAsset(existing);
            return new AssetId(existing);
        }

        var now = time.GetUtcNow();
        var content = new NewVersion(digest, region, upload.Filename, mediaType, upload.DeclaredSize, caller.Subject) { DeclaredMediaType = upload.DeclaredMediaType };
        var asset = Asset.Create(command.Title ?? TitleOf(upload.Filename), rights, content, now);
        unit.Assets.Add(asset);
        unit.Events.AssetCreated(caller, asset);
        unit.Jobs.Enqueue(ProcessVersionHandler.JobKind, ProcessVersionHandler.PayloadOf(asset.CurrentVersionId), new JobTerms { AssetId = asset.Id });
        upload.BecameAsset(asset.Id);
        return new AssetId(asset.Id);
    }

    /// <summary>A name that is nothing but an extension (<c>.jpg</c>) is the title as it is: no asset is without one.</summary>
    private static string TitleOf(string filename) =>
        Path.GetFileNameWithoutExtension(filename) is var stem && string.IsNullOrWhiteSpace(stem) ? filename : stem;
}
