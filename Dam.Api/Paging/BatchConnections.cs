using Dam.Domain.Paging;
using Dam.GraphQL.Data;

namespace Dam.Api.Paging;

/// <summary>Connections of many parents at once, whose total counts come from one statement, run when the first is asked for.</summary>
internal static class BatchConnections
{
    public static IReadOnlyList<Connection<T>> Of<TParent, T>(
        IReadOnlyList<TParent> parents,
        Func<TParent, Guid> idOf,
        IReadOnlyDictionary<Guid, Page<T>> pages,
        Func<CancellationToken, Task<IReadOnlyDictionary<Guid, int>>> countAll)
        where T : notnull
    {
        Task<IReadOnlyDictionary<Guid, int>>? counts = null;
        return [.. parents.Select(parent => pages[idOf(parent)].ToConnection(token => CountAsync(idOf(parent), token)))];

        async ValueTask<int> CountAsync(Guid id, CancellationToken ct) => (await (counts ??= countAll(ct))).GetValueOrDefault(id);
    }
}
