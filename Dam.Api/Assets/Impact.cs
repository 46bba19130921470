using Dam.Api.Channels;
using Dam.Api.Skus;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Api.Assets;

/// <summary>What a change touches: nothing when all is so already.</summary>
/// <param name="scope">Null for nothing.</param>
[ObjectType]
internal sealed class Impact(ImpactScope? scope)
{
    private const int Most = 100;

    private Task<IReadOnlyList<string>>? _channels;

    /// <summary>Assets that become another, or whose verdict does.</summary>
    public Task<int> GetAssetsAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountAssetsAsync(of, ct));

    /// <summary>The oldest of these assets.</summary>
    [ListSize(SlicingArguments = ["first"])]
    public async Task<IReadOnlyList<AssetDetails>> GetAffectedAsync(IAssetImpactReader reader, AssetById assets, int first = 20, CancellationToken ct = default) =>
        scope is { } of ? await assets.LoadFoundAsync(await reader.FindAssetsAsync(of, Bounded(first), ct)) : [];

    /// <summary>SKUs that show them.</summary>
    public Task<int> GetSkusAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountSkusAsync(of, ct));

    /// <summary>The oldest of these SKUs.</summary>
    [ListSize(SlicingArguments = ["first"])]
    public async Task<IReadOnlyList<SkuDetails>> GetAffectedSkusAsync(IAssetImpactReader reader, SkuById skus, int first = 20, CancellationToken ct = default) =>
        scope is { } of ? await skus.LoadFoundAsync(await reader.FindSkusAsync(of, Bounded(first), ct)) : [];

    /// <summary>Channels that they may be used on by their own rules.</summary>
    public async Task<int> GetChannelsAsync(IAssetImpactReader reader, CancellationToken ct) => (await FindChannelsAsync(reader, ct)).Count;

    /// <summary>These channels, by key.</summary>
    public async Task<IReadOnlyList<ChannelDetails>> GetAffectedChannelsAsync(IAssetImpactReader reader, ChannelByKey channels, CancellationToken ct) =>
        await channels.LoadFoundAsync(await FindChannelsAsync(reader, ct));

    /// <summary>Files that were made of them and are kept.</summary>
    [Cost(20)]
    public Task<int> GetRenditionsAsync(IAssetImpactReader reader, CancellationToken ct) => CountAsync(of => reader.CountRenditionsAsync(of, ct));

    /// <summary>Null for what was refused.</summary>
    public static Impact? Of(Outcome<AssetId> outcome) => outcome.Value is { } asset ? new Impact(asset.IsUnchanged ? null : new ImpactScope(asset.Value)) : null;

    /// <summary>Null for what was refused.</summary>
    public static Impact? Of(Outcome<RevokedGrant> outcome) => outcome.Value is { } revoked ? new Impact(revoked.IsUnchanged ? null : ImpactScope.Of(revoked.Grant)) : null;

    private static int Bounded(int first) => first is >= 1 and <= Most ? first : throw new GraphQLException($"A list holds 1 to {Most}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");

    /// <summary>Asked once for the number and the list.</summary>
    private Task<IReadOnlyList<string>> FindChannelsAsync(IAssetImpactReader reader, CancellationToken ct) =>
        _channels ??= scope is { } of ? reader.FindChannelsAsync(of, ct) : Task.FromResult<IReadOnlyList<string>>([]);

    private Task<int> CountAsync(Func<ImpactScope, Task<int>> count) => scope is { } of ? count(of) : Task.FromResult(0);
}
