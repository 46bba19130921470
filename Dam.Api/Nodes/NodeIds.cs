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
    public const string License = "license";
    public const string Release = "release";
    public const string Channel = "channel";

    /// <summary>The row's id, or <see cref="Guid.Empty"/>, which no row has, for what is no asset's id: an unknown id and a malformed one get the same answer.</summary>
    public static Guid AssetOrNone(string id) => OrNone(Asset, id);

    /// <summary>The same for another noun.</summary>
    public static Guid OrNone(string noun, string id) => NodeId.TryParse<Guid>(noun, id, out var value) ? value : Guid.Empty;
}
