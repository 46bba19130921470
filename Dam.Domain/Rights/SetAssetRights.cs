using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;

namespace Dam.Domain.Rights;

/// <param name="Rights">What is not given stays, null clears.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record SetAssetRights(Guid AssetId, RightsPatch Rights, int? ExpectedRevision, bool DryRun = false) : Command;

/// <summary>Changes when, where and for what an asset may be delivered. In force with the answer.</summary>
public sealed class SetAssetRightsHandler(IUnitsOfWork units, IWatermarks watermarks, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, SetAssetRights command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteRights))
        {
            return new NotAuthorized(Permissions.WriteRights);
        }

        if (command.Rights.MarkProblem(watermarks) is { } problem)
        {
            return problem;
        }

        return await units.RunAsync(caller, command, unit => ChangeAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> ChangeAsync(IUnitOfWork unit, Caller caller, SetAssetRights command, CancellationToken ct)
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

        if (changed == asset.Rights)
        {
            return new AssetId(asset.Id) { IsUnchanged = true };
        }

        if (command.Rights.IsOfPlaces && (await RightsReferences.FindAsync(unit, [changed], ct)).Problems(changed) is { Count: > 0 } problems)
        {
            return Outcome<AssetId>.Refused(problems);
        }

        if (!command.DryRun)
        {
            unit.Events.AssetUpdated(caller, asset, "asset.rights-set", changed, () => asset.SetRights(changed, time.GetUtcNow()));
        }

        return new AssetId(asset.Id);
    }
}
