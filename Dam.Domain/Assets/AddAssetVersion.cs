using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="UploadId">Must have been received.</param>
/// <param name="Note">Why.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record AddAssetVersion(Guid AssetId, Guid UploadId, string? Note, int? ExpectedRevision) : Command;

/// <summary>Gives an asset new bytes: a draft that becomes its current version. What is published stays so until the new version is approved. The same upload named twice adds one version.</summary>
public sealed class AddAssetVersionHandler(IUnitsOfWork units, IngestRules rules, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, AddAssetVersion command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (VersionNote.Problem(command.Note) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => AddAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> AddAsync(IUnitOfWork unit, Caller caller, AddAssetVersion command, CancellationToken ct)
    {
        if ((await unit.Uploads.FindAsync([command.UploadId], ct)).SingleOrDefault() is not { } upload || upload.CreatedBy != caller.Subject)
        {
            return UploadedContent.Unknown(command.UploadId);
        }

        // Asked before the revision: a call that is sent again, because its answer was lost, has changed it.
        if (upload.AssetId is { } used)
        {
            return used == command.AssetId ? new AssetId(used) { IsUnchanged = true } : UploadedContent.UsedElsewhere;
        }

        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct);
        var content = upload.ContentFor(caller, rules, command.Note);
        if (found.Value is not { } asset || content.Value is not { } bytes)
        {
            return Outcome<AssetId>.Refused([.. found.Errors, .. content.Errors]);
        }

        if (asset.ProblemOf(bytes) is { } problem)
        {
            return problem with { Path = ["input", "source"] };
        }

        unit.Events.AssetUpdated(
            caller, asset, "asset.version-added", new { bytes.Filename, bytes.Digest, bytes.Note }, () => unit.Jobs.Process(asset.AddVersion(bytes, time.GetUtcNow())));
        upload.BecameAsset(asset.Id);
        return new AssetId(asset.Id);
    }
}
