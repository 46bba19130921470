using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Assets;

/// <summary>Whether an asset holds these bytes.</summary>
[ObjectType]
internal sealed record ChecksumMatch(Sha256 Checksum)
{
    /// <summary>The oldest of which some version does; null when there is none that you may see.</summary>
    public ValueTask<AssetDetails?> GetAssetAsync(AssetByDigest assets) => assets.LoadAsync(Checksum.Hex);
}
