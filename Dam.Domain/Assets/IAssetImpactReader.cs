using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>What a change is about: one asset, or all that a licence or a release covers and that are not deleted.</summary>
/// <param name="AssetId">Without meaning where there is a grant.</param>
public readonly record struct ImpactScope(Guid AssetId, GrantId? Grant = null)
{
    public static ImpactScope Of(GrantId grant) => new(Guid.Empty, grant);
}

/// <summary>Counts and finds what a change touches, for callers who may make such a change, which was asked before. An asset may be there or deleted.</summary>
public interface IAssetImpactReader
{
    Task<int> CountAssetsAsync(ImpactScope scope, CancellationToken ct);

    /// <summary>The oldest of the assets.</summary>
    Task<IReadOnlyList<Guid>> FindAssetsAsync(ImpactScope scope, int atMost, CancellationToken ct);

    /// <summary>SKUs that show one.</summary>
    Task<int> CountSkusAsync(ImpactScope scope, CancellationToken ct);

    /// <summary>The oldest of these SKUs.</summary>
    Task<IReadOnlyList<Guid>> FindSkusAsync(ImpactScope scope, int atMost, CancellationToken ct);

    /// <summary>Keys of the channels that one may be used on by its own rules, in their order.</summary>
    Task<IReadOnlyList<string>> FindChannelsAsync(ImpactScope scope, CancellationToken ct);

    /// <summary>Files that were made of their versions and are kept.</summary>
    Task<int> CountRenditionsAsync(ImpactScope scope, CancellationToken ct);
}
