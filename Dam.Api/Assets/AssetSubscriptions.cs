using System.Runtime.CompilerServices;
using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Jobs;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Api.Assets;

[SubscriptionType]
internal static class AssetSubscriptions
{
    /// <summary>How often to look at an asset that another node may be working on.</summary>
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    /// <summary>Answers when processing has ended, at once if it has already.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static async IAsyncEnumerable<AssetDetails> AssetProcessedAsync(
        [ID] string assetId, Caller caller, IAssetReader reader, IJobWatch jobs, [EnumeratorCancellation] CancellationToken ct)
    {
        var key = NodeIds.AssetOrNone(assetId);
        var asset = await FindAsync();
        while (IsUnderWay(asset))
        {
            // Watched first and read then, so that an end between the two is not missed.
            var ended = jobs.WaitAsync(ProcessVersionHandler.JobKind, ProcessVersionHandler.PayloadOf(asset.CurrentVersion.Id), Poll, ct);
            asset = await FindAsync();
            if (IsUnderWay(asset))
            {
                await ended;
            }
        }

        yield return asset;

        async Task<AssetDetails> FindAsync()
        {
            if (await reader.FindAsync(caller, [key], ct) is [var found])
            {
                return found;
            }

            var unknown = new NotFound("ASSET", assetId);
            throw new GraphQLException(unknown.Message, unknown.Code);
        }
    }

    private static bool IsUnderWay(AssetDetails asset) => asset.CurrentVersion.Processing is ProcessingState.Pending or ProcessingState.Processing;
}
