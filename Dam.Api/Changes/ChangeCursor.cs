using System.Globalization;
using Dam.Domain.Paging;
using Dam.GraphQL.Errors;

namespace Dam.Api.Changes;

/// <summary>A place in the feed as consumers keep it: the number of the change behind which it is.</summary>
internal static class ChangeCursor
{
    private const string Prefix = "change:";

    public static string Of(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{sequence}");

    /// <summary>Null for none.</summary>
    /// <exception cref="GraphQLException">It is none of this feed.</exception>
    public static long? Parse(string? cursor) => cursor is null ? null
        : cursor.StartsWith(Prefix, StringComparison.Ordinal)
            && long.TryParse(cursor.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && sequence < long.MaxValue ? sequence
        : throw new GraphQLException(Cursors.Invalid.Message, Cursors.Invalid.Code);
}
