using Dam.Domain.Assets;

namespace Dam.Domain.Likenesses;

/// <summary>What versions look like, as a use case changes it, within its unit of work.</summary>
public interface ILikenessStore
{
    /// <summary>Keeps what a version looks like, in place of what was kept before.</summary>
    /// <param name="likeness">Null for nothing.</param>
    Task SetAsync(AssetVersion version, Likeness? likeness, CancellationToken ct);
}
