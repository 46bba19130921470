using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record DeleteAsset(Guid AssetId, int? ExpectedRevision, bool DryRun) : Command;

/// <summary>Takes an asset away from everybody but administrators, at once. It is kept for 30 days, in which it can be restored.</summary>
public sealed class DeleteAssetHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, DeleteAsset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.DeleteAssets))
        {
            return new NotAuthorized(Permissions.DeleteAssets);
        }

        return await units.RunAsync(caller, command, unit => DeleteAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> DeleteAsync(IUnitOfWork unit, Caller caller, DeleteAsset command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        if (!command.DryRun)
        {
            asset.Delete(time.GetUtcNow());
            unit.Events.AssetDeleted(caller, asset);
        }

        return new AssetId(asset.Id);
    }
}
