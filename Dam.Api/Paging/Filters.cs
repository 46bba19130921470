using Dam.Domain.Paging;
using Dam.GraphQL.Data;
using SortDirection = Dam.Domain.Paging.SortDirection;

namespace Dam.Api.Paging;

/// <summary>From the kinds of conditions that clients write to the domain's.</summary>
internal static class Filters
{
    public static TextFilter ToDomain(this StringFilter filter) => new()
    {
        Eq = filter.Eq,
        Neq = filter.Neq,
        In = filter.In,
        Nin = filter.Nin,
        Contains = filter.Contains,
        StartsWith = filter.StartsWith,
    };

    public static Domain.Paging.RangeFilter<T> ToDomain<T>(this GraphQL.Data.RangeFilter<T> filter)
        where T : struct => new() { Eq = filter.Eq, Gt = filter.Gt, Gte = filter.Gte, Lt = filter.Lt, Lte = filter.Lte };

    public static SortDirection ToDomain(this GraphQL.Data.SortDirection direction) =>
        direction == GraphQL.Data.SortDirection.Asc ? SortDirection.Asc : SortDirection.Desc;
}
