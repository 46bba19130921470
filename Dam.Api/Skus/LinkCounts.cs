using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.GraphQL.Data;

namespace Dam.Api.Skus;

/// <summary>Link connections of many parents at once, whose total counts come from one statement, run when the first is asked for.</summary>
internal static class LinkCounts
{
    public static IReadOnlyList<Connection<SkuLinkDetails>> Connect<TParent>(
        IReadOnlyList<TParent> parents,
        Func<TParent, Guid> idOf,
        IReadOnlyDictionary<Guid, Page<SkuLinkDetails>> pages,
        Func<CancellationToken, Task<IReadOnlyDictionary<Guid, int>>> countAll)
    {
        Task<IReadOnlyDictionary<Guid, int>>? counts = null;
        return [.. parents.Select(parent => Paging.Connections.ToConnection(pages[idOf(parent)], token => CountAsync(idOf(parent), token)))];

        async ValueTask<int> CountAsync(Guid id, CancellationToken ct) => (await (counts ??= countAll(ct))).GetValueOrDefault(id);
    }
}
