using Dam.Api.Renditions;
using Dam.Api.Rights;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;

namespace Dam.Api.Channels;

/// <summary>Judges assets by what a channel asks.</summary>
/// <param name="context">The caller's, in the channel.</param>
internal sealed class ReadinessJudge(ChannelDetails channel, DeliveryContext context, IWatermarks watermarks, MediaUrls urls)
{
    /// <summary>What has to be read of an asset.</summary>
    public const AssetColumns Columns = AssetColumns.Delivery | AssetColumns.Look | AssetColumns.FocalPoint;

    public ChannelDetails Channel => channel;

    /// <param name="asked">What is left out is the caller's; its channel does not matter.</param>
    public static ReadinessJudge For(ChannelDetails channel, DeliveryContextInput? asked, Caller caller, IWatermarks watermarks, MediaUrls urls, TimeProvider time) =>
        new(channel, asked.For(caller, time.GetUtcNow()) with { Channel = channel.Key }, watermarks, urls);

    public AssetReadiness Judge(AssetDetails asset, SkuRole? role)
    {
        var delivery = AssetDelivery.Of(asset, context);
        var readiness = ChannelReadiness.Of(asset, ChannelReadiness.SlotFor(channel.Slots, role), delivery.Verdict, watermarks);
        var rendition = readiness.Fitting is { } fitting
            ? Rendition.Of(fitting, canonical => urls.ForRendition(asset, canonical, context.Territory, context.Channel, context.Purpose))
            : null;
        return new AssetReadiness(channel, role, readiness.Obstacles.Count == 0, readiness.Problems, rendition, readiness.Obstacles, delivery);
    }
}

/// <summary>Whether an asset can be shown on a channel, by what that asks of pictures and by the verdict.</summary>
/// <param name="Role">In which it was judged.</param>
/// <param name="Ready">There is a rendition that keeps every rule.</param>
/// <param name="Problems">Every rule that the file itself breaks.</param>
/// <param name="Rendition">Made so that it keeps every rule; null where none can be, which `obstacles` explains.</param>
/// <param name="Obstacles">Every rule that no rendition can keep.</param>
/// <param name="Delivery">The verdict in this channel.</param>
internal sealed record AssetReadiness(
    ChannelDetails Channel,
    SkuRole? Role,
    bool Ready,
    IReadOnlyList<ReadinessProblem> Problems,
    Rendition? Rendition,
    IReadOnlyList<ReadinessProblem> Obstacles,
    AssetDelivery Delivery);

/// <summary>Whether a SKU can be shown on a channel.</summary>
/// <param name="Ready">Of each role there are as many pictures as are asked, by renditions that keep every rule.</param>
/// <param name="Problems">Roles of which there are too few, or too many.</param>
/// <param name="Assets">The SKU's first 100 by position.</param>
internal sealed record SkuReadiness(ChannelDetails Channel, bool Ready, IReadOnlyList<SlotProblem> Problems, IReadOnlyList<LinkReadiness> Assets)
{
    public static SkuReadiness Of(ReadinessJudge judge, IReadOnlyList<SkuLinkDetails> links)
    {
        var assets = links.Select(link => new LinkReadiness(link, judge.Judge(link.Asset!, link.Role))).ToList();
        var fit = assets.Where(asset => asset.Readiness.Rendition is not null).Select(asset => asset.Link.Role).ToList();
        var problems = ChannelReadiness.CountProblems(judge.Channel.Slots, fit).Select(found => new SlotProblem(found.Role, found.Problem)).ToList();
        return new SkuReadiness(judge.Channel, problems.Count == 0, problems, assets);
    }
}

/// <param name="Role">Null for the roles that have no slot of their own.</param>
internal sealed record SlotProblem(SkuRole? Role, ReadinessProblem Problem);

/// <summary>An asset in its role at a SKU.</summary>
internal sealed record LinkReadiness(SkuLinkDetails Link, AssetReadiness Readiness);
