using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="VersionId">Null for the current version.</param>
/// <param name="Note">Why; without one nobody releases anything.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record ReleaseFromQuarantine(Guid AssetId, Guid? VersionId, string Note, int? ExpectedRevision) : Command;

/// <summary>Says that a file which a scanner found infected is harmless: processing goes on, without another scan. What was found stays noted.</summary>
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

        var details = new { VersionId = version.Id, Found = version.Problems.LastOrDefault(problem => problem.Code == AssetVersion.MalwareFound)?.Message, command.Note };
        unit.Events.AssetUpdated(caller, asset, "asset.released", details, () => asset.Release(version, time.GetUtcNow()));
        unit.Jobs.Process(version, isReleased: true);
        return new AssetId(asset.Id);
    }
}
