using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Api.Rights;

/// <summary>The verdict on an asset, with what was asked.</summary>
internal sealed record AssetDelivery(Guid AssetId, DeliveryContext Context, DeliveryVerdict Verdict)
{
    public static AssetDelivery Of(AssetDetails asset, DeliveryContext context) => new(asset.Id, context, DeliveryPolicy.Decide(asset.Snapshot, context));
}

/// <summary>May an asset be delivered, and if not, why?</summary>
[ObjectType<AssetDelivery>(Name = "DeliveryVerdict", Ignore = [nameof(AssetDelivery.AssetId), nameof(AssetDelivery.Context), nameof(AssetDelivery.Verdict)])]
internal static class DeliveryVerdictNode
{
    private const int Most = 100;

    public static bool GetAllowed([Parent] AssetDelivery delivery) => delivery.Verdict.Allowed;

    /// <summary>Every reason, each code once; empty when allowed.</summary>
    public static IReadOnlyList<RefusalReason> GetReasons([Parent] AssetDelivery delivery) => delivery.Verdict.Reasons;

    /// <summary>When the answer or its reasons will be others next, as far as is known.</summary>
    public static DateTimeOffset? GetChangesAt([Parent] AssetDelivery delivery) => delivery.Verdict.ChangesAt;

    /// <summary>Approved stand-ins that this context may have, for instance the local variant.</summary>
    [BatchResolver]
    [ListSize(SlicingArguments = ["first"])]
    public static async Task<IReadOnlyList<IReadOnlyList<AssetDetails>>> GetAlternatesAsync(
        [Parent] IReadOnlyList<AssetDelivery> deliveries, Needed<AssetColumns> needed, Caller caller, IAssetReader reader, int first = 10, CancellationToken ct = default)
    {
        if (first is < 1 or > Most)
        {
            throw new GraphQLException($"A list holds 1 to {Most}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");
        }

        // Asked for now, each asset was asked for a moment later than the one before: the last moment is good for all.
        var now = deliveries.Max(delivery => delivery.Context.At);
        var found = new Dictionary<(Guid, DeliveryContext), IReadOnlyList<AssetDetails>>();
        foreach (var asked in deliveries.GroupBy(Question))
        {
            foreach (var (id, alternates) in await reader.AlternatesAsync(caller, [.. asked.Select(delivery => delivery.AssetId).Distinct()], asked.Key, first, needed.Parts, ct))
            {
                found[(id, asked.Key)] = alternates;
            }
        }

        return [.. deliveries.Select(delivery => found.GetValueOrDefault((delivery.AssetId, Question(delivery)), []))];

        DeliveryContext Question(AssetDelivery delivery) => now - delivery.Context.At < Moment ? delivery.Context with { At = now } : delivery.Context;
    }

    /// <summary>What one request takes at most.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(30);
}
