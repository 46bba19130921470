using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="VersionId">Null for the current version.</param>
/// <param name="Note">Why.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record SetAssetStatus(Guid AssetId, AssetStatus Status, Guid? VersionId, string? Note, int? ExpectedRevision, bool DryRun = false) : Command;

/// <summary>Moves a version to another status. Approving publishes it; the newest approved version is the one delivered.</summary>
public sealed class SetAssetStatusHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, SetAssetStatus command, CancellationToken ct)
    {
        if (!caller.May(Permissions.ApproveAssets))
        {
            return new NotAuthorized(Permissions.ApproveAssets);
        }

        if (VersionNote.Problem(command.Note) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => ChangeAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> ChangeAsync(IUnitOfWork unit, Caller caller, SetAssetStatus command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        var versionId = command.VersionId ?? asset.CurrentVersionId;
        if (asset.Versions.FirstOrDefault(candidate => candidate.Id == versionId) is not { } version)
        {
            return new NotFound("VERSION", versionId.ToString("N")) { Path = ["input", "versionId"] };
        }

        if (version.Status == command.Status && (command.Note is null || command.Note == version.Note))
        {
            return new AssetId(asset.Id) { IsUnchanged = true };
        }

        if (command.Status == AssetStatus.Approved && await ReleaseProblemAsync(unit, asset, ct) is { } problem)
        {
            return problem;
        }

        if (!command.DryRun)
        {
            var details = new { command.Status, VersionId = version.Id, command.Note };
            unit.Events.AssetUpdated(caller, asset, "asset.status-set", details, () => asset.SetStatus(version, command.Status, command.Note, time.GetUtcNow()));
        }

        return new AssetId(asset.Id);
    }

    private async Task<InvalidInput?> ReleaseProblemAsync(IUnitOfWork unit, Asset asset, CancellationToken ct)
    {
        if (!asset.NeedsRelease)
        {
            return null;
        }

        var releases = await unit.Rights.FindReleasesAsync(asset.ReleaseIds, ct);
        return releases.Count > 0 && releases.All(release => release.IsLive(time.GetUtcNow()))
            ? null
            : new InvalidInput("RELEASE_MISSING", "The asset needs a release: it cannot be approved before it has one, and while one that it has was revoked or has ended.") { Path = ["input", "status"] };
    }
}
