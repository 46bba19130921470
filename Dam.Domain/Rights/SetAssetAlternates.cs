using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;

namespace Dam.Domain.Rights;

/// <param name="AssetIds">1 to <see cref="Most"/>, each once; one alone stands in for none.</param>
public sealed record SetAssetAlternates(IReadOnlyList<Guid> AssetIds) : Command
{
    public const int Most = 100;
}

/// <summary>Ids of the assets that a use case was about, as they were given.</summary>
public sealed record AssetIds(IReadOnlyList<Guid> Values);

/// <summary>
/// Makes some assets stand in for one another, for instance as variants for several countries, and for no others. Assets that stood in for one of them before and are not named go on without it.
/// </summary>
public sealed class SetAssetAlternatesHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<AssetIds>> HandleAsync(Caller caller, SetAssetAlternates command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        return command.AssetIds.Count is 0 or > SetAssetAlternates.Most || command.AssetIds.Distinct().Count() < command.AssetIds.Count
            ? new InvalidInput("ALTERNATES_INVALID", $"1 to {SetAssetAlternates.Most} assets, each once.") { Path = ["input", "assetIds"] }
            : await units.RunAsync(caller, command, unit => SetAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetIds>> SetAsync(IUnitOfWork unit, Caller caller, SetAssetAlternates command, CancellationToken ct)
    {
        var named = await unit.Assets.FindForDescriptionAsync(command.AssetIds, ct);
        var unknown = command.AssetIds.Except(named.Select(asset => asset.Id)).Select(id => (DomainError)new NotFound("ASSET", id.ToString("N")) { Path = ["input", "assetIds"] }).ToList();
        if (unknown.Count > 0)
        {
            return Outcome<AssetIds>.Refused(unknown);
        }

        var group = GroupOf(named);
        var groups = named.Select(asset => asset.AlternatesId).Append(group).OfType<Guid>().ToHashSet();
        var others = (groups.Count == 0 ? [] : await unit.Assets.FindAlternatesAsync(groups, ct)).ExceptBy(command.AssetIds, asset => asset.Id).GroupBy(asset => asset.AlternatesId);
        foreach (var rest in others.Select(members => members.ToList()))
        {
            Join(unit, caller, rest, GroupOf(rest));
        }

        Join(unit, caller, named, group);
        return new AssetIds(command.AssetIds);
    }

    /// <summary>Named by the first of its members, so that the same call twice changes nothing.</summary>
    private static Guid? GroupOf(IReadOnlyList<Asset> members) => members.Count > 1 ? members.Min(asset => asset.Id) : null;

    private void Join(IUnitOfWork unit, Caller caller, IReadOnlyList<Asset> members, Guid? group)
    {
        foreach (var asset in members.Where(asset => asset.AlternatesId != group))
        {
            asset.StandIn(group, time.GetUtcNow());
            unit.Events.Add(new Event(
                ChangeKind.AssetUpdated, "asset.alternates-set", caller.Subject, asset.Id, Details: new { Alternates = members.Select(member => member.Id).Where(id => id != asset.Id).ToList(), asset.Revision }));
        }
    }
}
