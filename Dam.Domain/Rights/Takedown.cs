using Dam.Domain.Access;
using Dam.Domain.Assets;

namespace Dam.Domain.Rights;

/// <param name="Reason">Why, for those who work on it and for the audit; 1 to <see cref="RightsPatch.LongestText"/> characters.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record TakeDownAsset(Guid AssetId, string Reason, int? ExpectedRevision, bool DryRun) : Command;

/// <param name="Reason">Why, for the audit; 1 to <see cref="RightsPatch.LongestText"/> characters.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record ReinstateAsset(Guid AssetId, string Reason, int? ExpectedRevision) : Command;

/// <summary>Takes an asset down for legal reasons, and back. Nothing of it is delivered meanwhile, in whatever context; its rights and versions stay as they are.</summary>
public sealed class TakedownHandler(IUnitsOfWork units, TimeProvider time)
{
    public Task<Outcome<AssetId>> HandleAsync(Caller caller, TakeDownAsset command, CancellationToken ct) => RunAsync(
        caller,
        command,
        (command.AssetId, command.Reason, command.ExpectedRevision),
        (unit, asset) =>
        {
            var isUnchanged = asset.TakenDownAt is not null && asset.TakedownReason == command.Reason;
            if (!isUnchanged && !command.DryRun)
            {
                unit.Events.AssetUpdated(caller, asset, "asset.taken-down", new { command.Reason }, () => asset.TakeDown(command.Reason, time.GetUtcNow()));
            }

            return new AssetId(asset.Id) { IsUnchanged = isUnchanged };
        },
        ct);

    public Task<Outcome<AssetId>> HandleAsync(Caller caller, ReinstateAsset command, CancellationToken ct) => RunAsync(
        caller,
        command,
        (command.AssetId, command.Reason, command.ExpectedRevision),
        (unit, asset) =>
        {
            var isUnchanged = asset.TakenDownAt is null;
            if (!isUnchanged)
            {
                unit.Events.AssetUpdated(caller, asset, "asset.reinstated", new { command.Reason }, () => asset.Reinstate(time.GetUtcNow()));
            }

            return new AssetId(asset.Id) { IsUnchanged = isUnchanged };
        },
        ct);

    private async Task<Outcome<AssetId>> RunAsync<T>(
        Caller caller, T command, (Guid AssetId, string Reason, int? ExpectedRevision) asked, Func<IUnitOfWork, Asset, AssetId> change, CancellationToken ct)
        where T : Command =>
        !caller.May(Permissions.WriteRights) ? new NotAuthorized(Permissions.WriteRights)
        : Takedown.ReasonProblem(asked.Reason) is { } problem ? problem
        : await units.RunAsync(
            caller,
            command,
            async unit =>
            {
                var found = await unit.Assets.FindForChangeAsync(asked.AssetId, asked.ExpectedRevision, ct);
                return found.Value is { } asset ? change(unit, asset) : Outcome<AssetId>.Refused(found.Errors);
            },
            ct);
}

internal static class Takedown
{
    /// <summary>What is wrong with the reason for which something is taken away; null when nothing is.</summary>
    public static InvalidInput? ReasonProblem(string reason) => string.IsNullOrWhiteSpace(reason) || !RightsPatch.IsText(reason)
        ? new InvalidInput("REASON_INVALID", $"A reason has 1 to {RightsPatch.LongestText} characters, none of them U+0000.") { Path = ["input", "reason"] }
        : null;
}
