using System.Runtime.CompilerServices;
using Dam.Api.Channels;
using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;

namespace Dam.Api.Changes;

/// <summary>A portion of the feed.</summary>
[ObjectType]
internal sealed class ChangeConnection(IReadOnlyList<Edge<ChangeDetails>> edges, PageInfo pageInfo, string cursor) : Connection<ChangeDetails, Edge<ChangeDetails>>(edges, pageInfo)
{
    /// <summary>Where to go on from, also after an empty page.</summary>
    public string Cursor { get; } = cursor;
}

[QueryType]
internal static class ChangeQueries
{
    /// <summary>More are not given at once.</summary>
    private const int LargestPage = 1000;

    /// <summary>
    /// Every change after a cursor, oldest first and gap-free: the feed that PIM, CMS and marketplaces follow. Without a cursor
    /// from the oldest kept. A cursor older than what is kept (30 days) is an error with code CURSOR_EXPIRED.
    /// With a channel, changes of an asset that `delivery` forbids there at the moment are left out, in the caller's territory if it has one; what only an
    /// unknown territory or purpose forbids is not. DELIVERY_CHANGED, ASSET_DELETED and what concerns no asset are always told, so nothing that leaves or comes is missed: of an asset
    /// whose changes were left out, DELIVERY_CHANGED tells when it may be delivered, or ASSET_CREATED when it is restored; ask for it whole then. A page
    /// may then hold less than `first`, or nothing, and have a next one: go on from `cursor` while `hasNextPage`.
    /// </summary>
    /// <param name="channel">Its key.</param>
    [Authorize(Permissions.ReadChanges)]
    public static async Task<ChangeConnection> GetChangesAsync(
        string? after, Caller caller, IChangeReader reader, IChannelReader channels, int first = 100, string? channel = null, CancellationToken ct = default)
    {
        if (first is < 1 or > LargestPage)
        {
            throw new GraphQLException($"A page of changes holds 1 to {LargestPage}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");
        }

        var from = ChangeCursor.Parse(after);
        var page = (await reader.AfterAsync(from, first, await channels.ScopeAsync(caller, channel, ct), ct)).OrThrow();
        var edges = page.Changes.Select(change => new Edge<ChangeDetails>(ChangeCursor.Of(change.Sequence), change)).ToList();
        var cursor = ChangeCursor.Of(page.Last);

        // Behind what was left out, so that who goes on from there does not begin anew.
        var end = edges.Count > 0 || page.HasNext ? cursor : null;
        return new ChangeConnection(edges, new PageInfo(page.HasNext, after is not null, edges.Count == 0 ? null : edges[0].Cursor, end), cursor);
    }

    /// <summary>The cursor of the newest change: where a consumer starts that has just taken a snapshot.</summary>
    [Authorize(Permissions.ReadChanges)]
    public static async Task<string> GetChangesHeadAsync(IChangeReader reader, CancellationToken ct) => ChangeCursor.Of(await reader.HeadAsync(ct));
}

[SubscriptionType]
internal static class ChangeSubscriptions
{
    /// <summary>The feed of `changes`, live; with `after`, what was missed comes first. With a channel, what `changes` tells it.</summary>
    /// <param name="channel">Its key.</param>
    [Authorize(Permissions.ReadChanges)]
    public static async IAsyncEnumerable<ChangeDetails> ChangedAsync(
        string? after, string? channel, Caller caller, IChangeFeed feed, IChangeReader reader, IChannelReader channels, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var scope = await channels.ScopeAsync(caller, channel, ct);
        var from = ChangeCursor.Parse(after) ?? await reader.HeadAsync(ct);
        await using var changes = feed.FollowAsync(from, scope, ct).GetAsyncEnumerator(ct);
        while (await NextAsync(changes))
        {
            yield return changes.Current;
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChangeDetails> changes)
    {
        try
        {
            return await changes.MoveNextAsync();
        }
        catch (ChangeFeedException end)
        {
            throw new GraphQLException(end.Error.Message, end.Error.Code);
        }
    }
}

internal static class ChangeScopes
{
    /// <summary>What the channel of this key is told; everything without one.</summary>
    /// <exception cref="GraphQLException">No channel has this key.</exception>
    public static async ValueTask<ChangeScope?> ScopeAsync(this IChannelReader channels, Caller caller, string? key, CancellationToken ct) =>
        key is null ? null : new ChangeScope((await channels.NamedAsync(caller, key, ct)).Key, caller.Territory);
}
