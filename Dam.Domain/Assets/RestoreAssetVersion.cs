using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="VersionId">An older one of the asset.</param>
/// <param name="Note">Why.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record RestoreAssetVersion(Guid AssetId, Guid VersionId, string? Note, int? ExpectedRevision, bool DryRun = false) : Command;

/// <summary>Makes a new version of an old one: a draft of the same bytes. History stays. What the current version holds already is left as it is.</summary>
public sealed class RestoreAssetVersionHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, RestoreAssetVersion command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (VersionNote.Problem(command.Note) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => RestoreAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> RestoreAsync(IUnitOfWork unit, Caller caller, RestoreAssetVersion command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        if (asset.Versions.FirstOrDefault(version => version.Id == command.VersionId) is not { } old)
        {
            return new NotFound("VERSION", command.VersionId.ToString("N")) { Path = ["input", "versionId"] };
        }

        if (old.Digest == asset.CurrentVersion.Digest)
        {
            return new AssetId(asset.Id) { IsUnchanged = true };
        }

        if (old.Processing == ProcessingState.Quarantined)
        {
            return new InvalidInput("VERSION_QUARANTINED", "The file of this version is held in quarantine.") { Path = ["input", "versionId"] };
        }

        var content = new NewVersion(old.Digest, old.Region, old.Filename, old.MediaType, old.Size, caller.Subject, command.Note);
        if (asset.ProblemOf(content) is { } problem)
        {
            return problem with { Path = ["input", "versionId"] };
        }

        if (!command.DryRun)
        {
            unit.Events.AssetUpdated(
                caller, asset, "asset.version-restored", new { old.Number, VersionId = old.Id, command.Note }, () => unit.Jobs.Process(asset.AddVersion(content, time.GetUtcNow())));
        }

        return new AssetId(asset.Id);
    }
}
