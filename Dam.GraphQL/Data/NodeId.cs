using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dam.GraphQL.Data;

/// <summary>Global ids: a prefix that names the type, an underscore, and the key (<c>book_7</c>). Opaque to clients; each object has exactly one.</summary>
public static class NodeId
{
    internal const char Separator = '_';

    /// <summary>The id of an object. A <see cref="Guid"/> is written as 32 digits.</summary>
    public static string Format<TKey>(string prefix, TKey key)
        where TKey : notnull => key is Guid guid
            ? string.Create(CultureInfo.InvariantCulture, stackalloc char[64], $"{prefix}{Separator}{guid:N}")
            : string.Create(CultureInfo.InvariantCulture, $"{prefix}{Separator}{key}");

    /// <summary>The key in an id; false for what is no id of that prefix, and for one that is written in another way.</summary>
    public static bool TryParse<TKey>(string prefix, [NotNullWhen(true)] string? id, [MaybeNullWhen(false)] out TKey key)
        where TKey : ISpanParsable<TKey>
    {
        key = default;
        return id is not null && id.Length > prefix.Length && id[prefix.Length] == Separator && id.StartsWith(prefix, StringComparison.Ordinal)
            && TKey.TryParse(id.AsSpan(prefix.Length + 1), CultureInfo.InvariantCulture, out key)
            && string.Equals(Format(prefix, key), id, StringComparison.Ordinal);
    }
}
