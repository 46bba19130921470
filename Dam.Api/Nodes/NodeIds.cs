using System.Diagnostics.CodeAnalysis;

namespace Dam.Api.Nodes;

/// <summary>Globally unique ids as clients see them: the noun and the row's UUID, for instance <c>asset_0199c0de…</c>. Opaque to clients.</summary>
internal static class NodeIds
{
    private const string AssetPrefix = "asset_";
    private const string VersionPrefix = "version_";
    private const string SkuPrefix = "sku_";
    private const string UploadPrefix = "upload_";

    public static string Asset(Guid id) => Format(AssetPrefix, id);

    public static string Version(Guid id) => Format(VersionPrefix, id);

    public static string Sku(Guid id) => Format(SkuPrefix, id);

    public static string Upload(Guid id) => Format(UploadPrefix, id);

    public static bool IsAsset(string id, out Guid value) => TryParse(AssetPrefix, id, out value);

    public static bool IsVersion(string id, out Guid value) => TryParse(VersionPrefix, id, out value);

    public static bool IsSku(string id, out Guid value) => TryParse(SkuPrefix, id, out value);

    public static bool IsUpload(string id, out Guid value) => TryParse(UploadPrefix, id, out value);

    /// <summary>The row's id, or <see cref="Guid.Empty"/>, which no row has, for what is no asset's id: an unknown id and a malformed one get the same answer.</summary>
    public static Guid AssetOrNone(string id) => IsAsset(id, out var value) ? value : Guid.Empty;

    private static string Format(string prefix, Guid id) => string.Create(null, stackalloc char[64], $"{prefix}{id:N}");

    private static bool TryParse(string prefix, [NotNullWhen(true)] string? id, out Guid value)
    {
        value = default;
        return id is not null && id.StartsWith(prefix, StringComparison.Ordinal) && Guid.TryParseExact(id.AsSpan(prefix.Length), "N", out value);
    }
}
