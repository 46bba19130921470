using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;

namespace Dam.Api.Skus;

/// <summary>Fields of one object are joined by AND. Names compare without regard to case and accents, codes as they are.</summary>
[FilterBounds(MaxDepth = AssetFilter.Deepest, MaxConditions = AssetFilter.MostConditions, MaxListLength = AssetFilter.MostConditions)]
internal sealed record SkuFilterInput : Filter<SkuFilterInput>
{
    public StringFilter? Code { get; init; }

    public StringFilter? Name { get; init; }

    public SkuFilter ToFilter() => new()
    {
        And = And?.Select(part => part.ToFilter()).ToList(),
        Or = Or?.Select(part => part.ToFilter()).ToList(),
        Not = Not?.ToFilter(),
        Code = Code?.ToDomain(),
        Name = Name?.ToDomain(),
    };
}

[QueryType]
internal static class SkuQueries
{
    /// <summary>Null for an unknown code.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static ValueTask<SkuDetails?> GetSkuAsync(string code, SkuByCode skus) => skus.LoadAsync(code);

    /// <summary>By code unless ordered. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadDeliverable)]
    public static async Task<Connection<SkuDetails>> GetSkusAsync(
        PageArguments page, SkuFilterInput? where, IReadOnlyList<Sort<SkuSortField>>? order, FieldSelection selection, Caller caller, ISkuReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter();
        var query = new SkuQuery(filter, [.. (order ?? []).Select(sort => new SkuSort(sort.Field, sort.Direction.ToDomain()))], page.ToRequest(selection));
        return (await reader.PageAsync(caller, query, ct)).OrThrow().ToConnection(async token => await reader.CountAsync(caller, filter, token));
    }
}
