using System.Runtime.CompilerServices;
using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Changes;
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
    /// </summary>
    [Authorize(Permissions.ReadChanges)]
    public static async Task<ChangeConnection> GetChangesAsync(string? after, IChangeReader reader, int first = 100, CancellationToken ct = default)
    {
        if (first is < 1 or > LargestPage)
        {
            throw new GraphQLException($"A page of changes holds 1 to {LargestPage}; {first} is outside.", "PAGE_SIZE_OUT_OF_RANGE");
        }

        var page = (await reader.AfterAsync(ChangeCursor.Parse(after), first, ct)).OrThrow();
        var edges = page.Changes.Select(change => new Edge<ChangeDetails>(ChangeCursor.Of(change.Sequence), change)).ToList();
        var info = new PageInfo(page.HasNext, after is not null, edges.Count == 0 ? null : edges[0].Cursor, edges.Count == 0 ? null : edges[^1].Cursor);
        return new ChangeConnection(edges, info, ChangeCursor.Of(page.Last));
    }

    /// <summary>The cursor of the newest change: where a consumer starts that has just taken a snapshot.</summary>
    [Authorize(Permissions.ReadChanges)]
    public static async Task<string> GetChangesHeadAsync(IChangeReader reader, CancellationToken ct) => ChangeCursor.Of(await reader.HeadAsync(ct));
}

[SubscriptionType]
internal static class ChangeSubscriptions
{
    /// <summary>The feed of `changes`, live; with `after`, what was missed comes first.</summary>
    [Authorize(Permissions.ReadChanges)]
    public static async IAsyncEnumerable<ChangeDetails> ChangedAsync(
        string? after, IChangeFeed feed, IChangeReader reader, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var from = ChangeCursor.Parse(after) ?? await reader.HeadAsync(ct);
        await using var changes = feed.FollowAsync(from, ct).GetAsyncEnumerator(ct);
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
