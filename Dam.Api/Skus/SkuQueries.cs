using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Skus;

/// <summary>Fields of one object are joined by AND; <c>and</c> and <c>or</c> take lists.</summary>
internal sealed record SkuFilterInput(IReadOnlyList<SkuFilterInput>? And, IReadOnlyList<SkuFilterInput>? Or, StringFilterInput? Code, StringFilterInput? Name)
{
    public SkuFilter ToFilter() => new()
    {
        And = And?.Select(part => part.ToFilter()).ToList(),
        Or = Or?.Select(part => part.ToFilter()).ToList(),
        Code = Code?.ToFilter(),
        Name = Name?.ToFilter(),
    };
}

[OneOf]
internal sealed record SkuSortInput(SortDirection? Code, SortDirection? Name)
{
    public SkuSort ToSort() => Code is { } direction ? new(SkuSortField.Code, direction) : new(SkuSortField.Name, Name.GetValueOrDefault());
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
        PageArguments page, SkuFilterInput? where, IReadOnlyList<SkuSortInput>? order, Caller caller, ISkuReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter();
        var query = new SkuQuery(filter, order is null ? [] : [.. order.Select(sort => sort.ToSort())], page.ToRequest());
        return (await reader.PageAsync(caller, query, ct)).OrThrow().ToConnection(async token => await reader.CountAsync(caller, filter, token));
    }
}
