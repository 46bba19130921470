using Dam.Domain.Access;

namespace Dam.Domain.Assets;

public sealed record UpdateAssets(IReadOnlyList<UpdateAsset> Assets, ErrorPolicy ErrorPolicy) : Command;

/// <param name="AssetId">Null when the row was refused.</param>
public sealed record UpdatedAsset(Guid? AssetId, IReadOnlyList<DomainError> Errors);

/// <param name="Rows">In the order of the input.</param>
public sealed record UpdatedAssets(IReadOnlyList<UpdatedAsset> Rows);

/// <summary>Changes what is said about many assets, in one transaction.</summary>
public sealed class UpdateAssetsHandler(IUnitsOfWork units, TimeProvider time)
{
    public const int MostRows = 1000;

    public async Task<Outcome<UpdatedAssets>> HandleAsync(Caller caller, UpdateAssets command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Assets.Count > MostRows)
        {
            return new InvalidInput("TOO_MANY_ROWS", $"At most {MostRows} assets a call; {command.Assets.Count} were given.") { Path = ["input", "assets"] };
        }

        return await units.RunAsync(caller, command, unit => UpdateAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<UpdatedAssets>> UpdateAsync(IUnitOfWork unit, Caller caller, UpdateAssets command, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var assets = (await unit.Assets.FindForDescriptionAsync(command.Assets.Select(row => row.AssetId).ToHashSet(), ct)).ToDictionary(asset => asset.Id);
        var seen = new HashSet<Guid>();
        var rows = new List<UpdatedAsset>(command.Assets.Count);
        foreach (var row in command.Assets)
        {
            var asset = assets.GetValueOrDefault(row.AssetId);
            var updated = asset is null || seen.Add(asset.Id)
                ? row.Apply(unit, caller, asset, now)
                : new InvalidInput("ASSET_TWICE", "This asset is named by an earlier row of this call already.") { Path = ["input", "id"] };
            rows.Add(updated.Value is { } id ? new UpdatedAsset(id.Value, []) : new UpdatedAsset(AssetId: null, updated.Errors.At("assets", rows.Count)));
        }

        return command.ErrorPolicy == ErrorPolicy.RejectAll && rows.SelectMany(row => row.Errors).ToList() is { Count: > 0 } refusals
            ? Outcome<UpdatedAssets>.Refused(refusals)
            : new UpdatedAssets(rows);
    }
}
