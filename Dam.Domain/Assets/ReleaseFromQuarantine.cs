using Dam.Domain.Access;
using Dam.Domain.Blobs;

namespace Dam.Domain.Assets;

/// <param name="VersionId">Null for the current version.</param>
/// <param name="Note">Why; without one nobody releases anything.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record ReleaseFromQuarantine(Guid AssetId, Guid? VersionId, string Note, int? ExpectedRevision) : Command;

/// <summary>
/// Says that bytes which a scanner found infected are harmless: processing of every version that holds them goes on, without another scan, and they are taken when they come again. What was
/// found stays noted.
/// </summary>
public sealed class ReleaseFromQuarantineHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, ReleaseFromQuarantine command, CancellationToken ct)
    {
        if (!caller.May(Permissions.ReleaseQuarantine))
        {
            return new NotAuthorized(Permissions.ReleaseQuarantine);
        }

        if (string.IsNullOrWhiteSpace(command.Note))
        {
            return new InvalidInput("NOTE_MISSING", "Say why the file is harmless.") { Path = ["input", "note"] };
        }

        if (VersionNote.Problem(command.Note) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => ReleaseAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> ReleaseAsync(IUnitOfWork unit, Caller caller, ReleaseFromQuarantine command, CancellationToken ct)
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

        if (version.Processing != ProcessingState.Quarantined)
        {
            return new InvalidInput("NOT_QUARANTINED", "The file of this version is not held in quarantine.") { Path = ["input", "versionId"] };
        }

        if (await unit.Blobs.FindAsync(new BlobName(version.Region, version.Digest), ct) is { } blob)
        {
            blob.Release(time.GetUtcNow());
        }

        Release(unit, caller, asset, version, command.Note);
        foreach (var other in await unit.Assets.FindVersionsAsync(version.Digest, ct))
        {
            if (other.Processing == ProcessingState.Quarantined && await unit.Assets.FindAsync(other.AssetId, evenDeleted: true, ct) is { } holder)
            {
                Release(unit, caller, holder, other, command.Note);
            }
        }

        return new AssetId(asset.Id);
    }

    private void Release(IUnitOfWork unit, Caller caller, Asset asset, AssetVersion version, string note)
    {
        var details = new { VersionId = version.Id, Found = version.Problems.LastOrDefault(problem => problem.Code == AssetVersion.MalwareFound)?.Message, Note = note };
        unit.Events.AssetUpdated(caller, asset, "asset.released", details, () => asset.Release(version, time.GetUtcNow()));
        unit.Jobs.Process(version);
    }
}
