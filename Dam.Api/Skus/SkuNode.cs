using Dam.Api.Assets;
using Dam.Api.Channels;
using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Api.Rights;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Api.Skus;

/// <summary>A stock-keeping unit and the assets that show it.</summary>
[ObjectType<SkuDetails>(Name = "Sku")]
[Node<SkuById>(NodeIds.Sku)]
internal static class SkuNode
{
    /// <summary>By position. `deliverable: true` keeps what the context may have.</summary>
    [BatchResolver]
    [ListSize(SlicingArguments = ["first"], SizedFields = ["edges", "nodes"])]
    public static async Task<IReadOnlyList<Connection<SkuLinkDetails>>> GetAssetsAsync(
        [Parent] IReadOnlyList<SkuDetails> skus,
        FieldSelection selection,
        Needed<AssetColumns> needed,
        Caller caller,
        ISkuReader reader,
        TimeProvider time,
        SkuRole? role,
        DeliveryContextInput? context,
        int first = 20,
        string? after = null,
        bool deliverable = true,
        CancellationToken ct = default)
    {
        var ids = skus.Select(sku => sku.Id).Distinct().ToList();
        var filter = new SkuLinkFilter(role, deliverable ? context.For(caller, time.GetUtcNow()) : null);
        AssetColumns? assets = selection.Includes("nodes.asset") || selection.Includes("edges.node.asset") ? needed.Parts : null;
        var pages = (await reader.LinksOfSkusAsync(caller, ids, filter, new PageArguments(first, after, null, null).ToRequest(selection), assets, ct)).OrThrow();
        return BatchConnections.Of(skus, sku => sku.Id, pages, token => reader.CountLinksOfSkusAsync(caller, ids, filter, token));
    }

    /// <summary>Which of a channel's rules the SKU's pictures break, each in its role, and whether there are enough that keep them. `context` names no channel: it is this one.</summary>
    /// <param name="channel">Its key.</param>
    [BatchResolver]
    [Cost(20)]
    public static async Task<IReadOnlyList<SkuReadiness>> GetChannelReadinessAsync(
        [Parent] IReadOnlyList<SkuDetails> skus,
        Needed<AssetColumns> needed,
        Caller caller,
        IChannelReader channels,
        ISkuReader reader,
        IWatermarks watermarks,
        MediaUrls urls,
        TimeProvider time,
        string channel,
        DeliveryContextInput? context,
        CancellationToken ct = default)
    {
        var judge = ReadinessJudge.For(await channels.NamedAsync(caller, channel, ct), context, caller, watermarks, urls, time);
        var page = new PageRequest(PageRequest.Largest, After: null, Last: null, Before: null);
        var links = (await reader.LinksOfSkusAsync(
            caller, [.. skus.Select(sku => sku.Id).Distinct()], new SkuLinkFilter(Role: null, Deliverable: null), page, ReadinessJudge.Columns | needed.Parts, ct)).OrThrow();
        return [.. skus.Select(sku => SkuReadiness.Of(judge, [.. links[sku.Id].Items.Select(item => item.Item)]))];
    }
}

/// <summary>An asset's place at a SKU.</summary>
[ObjectType<SkuLinkDetails>(Name = "SkuLink", Ignore = [nameof(SkuLinkDetails.SkuId), nameof(SkuLinkDetails.AssetId), nameof(SkuLinkDetails.Asset)])]
internal static class SkuLinkNode
{
    public static async ValueTask<SkuDetails> GetSkuAsync([Parent] SkuLinkDetails link, SkuById skus) =>
        await skus.LoadAsync(link.SkuId) ?? throw Gone("SKU");

    public static async ValueTask<AssetDetails> GetAssetAsync([Parent] SkuLinkDetails link, AssetById assets) =>
        link.Asset ?? await assets.LoadAsync(link.AssetId) ?? throw Gone("asset");

    /// <summary>Links and what they link are read one after the other: an expiry in between, for instance, takes the asset away.</summary>
    private static GraphQLException Gone(string what) =>
        new($"The {what} of a link stopped being visible while the list was read. Ask again.", "CHANGED_MEANWHILE");
}
