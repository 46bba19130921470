using Dam.Domain.Access;

namespace Dam.Domain.Assets;

/// <param name="Description">What is not given stays, null clears, lists replace.</param>
/// <param name="ExpectedRevision">Refused when the asset's is another; null for no check.</param>
public sealed record UpdateAsset(Guid AssetId, DescriptionPatch Description, int? ExpectedRevision) : Command
{
    /// <summary>The id as the caller wrote it, for an answer that names it.</summary>
    public string? IdAsGiven { get; init; }

    /// <summary>Changes the asset, unless it is so already: then nothing is written.</summary>
    /// <param name="asset">Null when there is none, or it was deleted.</param>
    internal Outcome<AssetId> Apply(IUnitOfWork unit, Caller caller, Asset? asset, DateTimeOffset now)
    {
        if (asset is null)
        {
            return new NotFound("ASSET", IdAsGiven ?? AssetId.ToString("N")) { Path = ["input", "id"] };
        }

        if (ExpectedRevision is not null && ExpectedRevision != asset.Revision)
        {
            return new RevisionConflict(asset.Revision) { Path = ["input", "expectedRevision"] };
        }

        var before = asset.Description;
        var changed = Description.ApplyTo(before);
        if (changed.Value is not { } after)
        {
            return Outcome<AssetId>.Refused(changed.Errors);
        }

        if (after == before)
        {
            return new AssetId(asset.Id) { IsUnchanged = true };
        }

        asset.Describe(after, now);
        unit.Events.AssetDescribed(caller, asset, before);
        return new AssetId(asset.Id);
    }
}

/// <summary>Changes what is said about an asset.</summary>
public sealed class UpdateAssetHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, UpdateAsset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Description.Problems() is { Count: > 0 } problems)
        {
            return Outcome<AssetId>.Refused(problems);
        }

        return await units.RunAsync(
            caller,
            command,
            async unit => command.Apply(unit, caller, (await unit.Assets.FindForDescriptionAsync([command.AssetId], ct)).SingleOrDefault(), time.GetUtcNow()),
            ct);
    }
}
