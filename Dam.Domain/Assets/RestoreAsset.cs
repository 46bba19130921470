using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record RestoreAsset(Guid AssetId, int? ExpectedRevision) : Command;

/// <summary>Brings a deleted asset back as it was, with its links and URLs. One that is there is left as it is.</summary>
public sealed class RestoreAssetHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, RestoreAsset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.DeleteAssets))
        {
            return new NotAuthorized(Permissions.DeleteAssets);
        }

        return await units.RunAsync(caller, command, unit => RestoreAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> RestoreAsync(IUnitOfWork unit, Caller caller, RestoreAsset command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct, evenDeleted: true);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        if (asset.DeletedAt is null)
        {
            return new AssetId(asset.Id) { IsUnchanged = true };
        }

        asset.Restore(time.GetUtcNow());
        unit.Events.AssetRestored(caller, asset);
        return new AssetId(asset.Id);
    }
}
