using Dam.Domain.Paging;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Paging;

internal sealed record IdFilterInput([property: ID] string? Eq, [property: ID] IReadOnlyList<string>? In)
{
    /// <summary>The ids that satisfy both conditions, read with <paramref name="parse"/>; null when none is given.</summary>
    public IReadOnlyList<Guid>? ToIds(Func<string, Guid> parse) => Choices.Of(Eq is null ? null : parse(Eq), In?.Select(parse).ToList());
}

internal static class Choices
{
    /// <summary>The values that satisfy <c>eq</c> and <c>in</c>; null when neither is given.</summary>
    public static IReadOnlyList<T>? Of<T>(T? eq, IReadOnlyList<T>? any)
        where T : struct =>
        eq is { } only ? [.. (any ?? [only]).Where(value => value.Equals(only))] : any;
}

/// <summary>Compares without regard to case and accents, but for codes and keys.</summary>
internal sealed record StringFilterInput(
    string? Eq, string? Neq, IReadOnlyList<string>? In, IReadOnlyList<string>? Nin, string? Contains, string? StartsWith)
{
    public TextFilter ToFilter() => new() { Eq = Eq, Neq = Neq, In = In, Nin = Nin, Contains = Contains, StartsWith = StartsWith };
}

internal sealed record IntFilterInput(int? Eq, int? Gt, int? Gte, int? Lt, int? Lte)
{
    public RangeFilter<int> ToFilter() => new() { Eq = Eq, Gt = Gt, Gte = Gte, Lt = Lt, Lte = Lte };
}

internal sealed record LongFilterInput(long? Eq, long? Gt, long? Gte, long? Lt, long? Lte)
{
    public RangeFilter<long> ToFilter() => new() { Eq = Eq, Gt = Gt, Gte = Gte, Lt = Lt, Lte = Lte };
}

internal sealed record DateTimeFilterInput(DateTimeOffset? Eq, DateTimeOffset? Gt, DateTimeOffset? Gte, DateTimeOffset? Lt, DateTimeOffset? Lte)
{
    public RangeFilter<DateTimeOffset> ToFilter() => new() { Eq = Eq, Gt = Gt, Gte = Gte, Lt = Lt, Lte = Lte };
}
