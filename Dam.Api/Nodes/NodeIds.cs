using Dam.GraphQL.Data;

namespace Dam.Api.Nodes;

/// <summary>The nouns that globally unique ids begin with, for instance <c>asset_0199c0de…</c>.</summary>
internal static class NodeIds
{
    public const string Asset = "asset";
    public const string Version = "version";
    public const string Sku = "sku";
    public const string Upload = "upload";
    public const string Change = "change";
    public const string AuditEvent = "event";
    public const string Job = "job";

    /// <summary>The row's id, or <see cref="Guid.Empty"/>, which no row has, for what is no asset's id: an unknown id and a malformed one get the same answer.</summary>
    public static Guid AssetOrNone(string id) => NodeId.TryParse<Guid>(Asset, id, out var value) ? value : Guid.Empty;
}
