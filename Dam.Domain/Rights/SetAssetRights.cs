using Dam.Domain.Access;
using Dam.Domain.Assets;

namespace Dam.Domain.Rights;

/// <param name="Rights">What is not given stays, null clears.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record SetAssetRights(Guid AssetId, RightsPatch Rights, int? ExpectedRevision);

/// <summary>Changes when and where an asset may be delivered. In force with the answer.</summary>
public sealed class SetAssetRightsHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, SetAssetRights command, CancellationToken ct) => caller.May(Permissions.WriteRights)
        ? await units.RunAsync(unit => SetAsync(unit, command, ct), ct)
        : new NotAuthorized(Permissions.WriteRights);

    private async Task<Outcome<AssetId>> SetAsync(IUnitOfWork unit, SetAssetRights command, CancellationToken ct)
    {
        var found = await unit.Assets.FindForChangeAsync(command.AssetId, command.ExpectedRevision, ct);
        if (found.Value is not { } asset)
        {
            return Outcome<AssetId>.Refused(found.Errors);
        }

        var rights = command.Rights.ApplyTo(asset.Rights);
        if (rights.Value is not { } changed)
        {
            return Outcome<AssetId>.Refused(rights.Errors);
        }

        asset.SetRights(changed, time.GetUtcNow());
        await unit.CommitAsync(ct);
        return new AssetId(asset.Id);
    }
}
