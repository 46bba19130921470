using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Api.Assets;

/// <summary>What a change touches: nothing when all is so already.</summary>
/// <param name="scope">Null for nothing.</param>
[ObjectType]
internal sealed class Impact(ImpactScope? scope)
{
    private const int Most = 100;

    /// <summary>Assets that become another, or whose verdict does.</summary>
    public Task<int> GetAssetsAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountAssetsAsync(of, ct));

    /// <summary>The oldest of these assets.</summary>
    [ListSize(SlicingArguments = ["first"])]
    public async Task<IReadOnlyList<AssetDetails>> GetAffectedAsync(IAssetImpactReader reader, AssetById assets, int first = 20, CancellationToken ct = default)
    {
        if (first is < 1 or > Most)
        {
            throw new GraphQLException($"A list holds 1 to {Most}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");
        }

        return scope is { } of ? await assets.LoadAllAsync(await reader.FindAssetsAsync(of, first, ct)) : [];
    }

    /// <summary>SKUs that show them.</summary>
    public Task<int> GetSkusAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountSkusAsync(of, ct));

    /// <summary>Channels that they may be used on by their own rules.</summary>
    public Task<int> GetChannelsAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountChannelsAsync(of, ct));

    /// <summary>Files that were made of them and are kept.</summary>
    [Cost(20)]
    public Task<int> GetRenditionsAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountRenditionsAsync(of, ct));

    /// <summary>Null for what was refused.</summary>
    public static Impact? Of(Outcome<AssetId> outcome) => outcome.Value is { } asset ? new Impact(asset.IsUnchanged ? null : new ImpactScope(asset.Value)) : null;

    /// <summary>Null for what was refused.</summary>
    public static Impact? Of(Outcome<RevokedGrant> outcome) => outcome.Value is { } revoked ? new Impact(revoked.IsUnchanged ? null : ImpactScope.Of(revoked.Grant)) : null;

    private Task<int> CountAsync(Func<ImpactScope, Task<int>> count) => scope is { } of ? count(of) : Task.FromResult(0);
}
