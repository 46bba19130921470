using Dam.Api.Nodes;
using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Api.Assets;

[QueryType]
internal static class AssetQueries
{
    private const int MostChecksums = 1000;

    /// <summary>Null for an unknown id, and for an asset that the caller may not see.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static async ValueTask<AssetDetails?> GetAssetAsync([ID] string id, AssetById assets) =>
        NodeId.TryParse<Guid>(NodeIds.Asset, id, out var key) ? await assets.LoadAsync(key) : null;

    /// <summary>
    /// Content the caller's assets already hold: ask before uploading. A match for each checksum, in the order in which they were given, without an asset where there is none. At
    /// most 1,000.
    /// </summary>
    [Authorize(Permissions.ReadDeliverable)]
    [ListSize(SlicingArguments = ["checksums"])]
    public static IReadOnlyList<ChecksumMatch> GetAssetsByChecksum(IReadOnlyList<Sha256> checksums) => checksums.Count <= MostChecksums
        ? [.. checksums.Select(checksum => new ChecksumMatch(checksum))]
        : throw new GraphQLException($"At most {MostChecksums} checksums a call; {checksums.Count} were given.", "TOO_MANY_CHECKSUMS");

    /// <summary>Assets the caller may see, newest first unless ordered. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static async Task<Connection<AssetDetails>> GetAssetsAsync(
        PageArguments page,
        AssetFilterInput? where,
        IReadOnlyList<Sort<AssetSortField>>? order,
        FieldSelection selection,
        Needed<AssetColumns> needed,
        Caller caller,
        IAssetReader reader,
        TimeProvider time,
        CancellationToken ct)
    {
        var filter = where?.ToFilter(caller, time.GetUtcNow());
        var query = new AssetQuery(filter, [.. (order ?? []).Select(sort => new AssetSort(sort.Field, sort.Direction.ToDomain()))], page.ToRequest(selection)) { Columns = needed.Parts };
        var found = (await reader.PageAsync(caller, query, ct)).OrThrow();
        return found.ToConnection(async token => await reader.CountAsync(caller, filter, token));
    }
}
