using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Paging;

namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>
/// Writes conditions joined by AND between brackets, and counts them. Every condition is true or false, never null, on columns that hold null as well: so
/// each can be negated.
/// </summary>
/// <param name="most">More conditions (each value of a list is one) are refused.</param>
/// <param name="deepest">Filters that nest deeper are refused.</param>
internal sealed class Conditions(Statement statement, int most, int deepest)
{
    /// <summary>Longer texts match nothing that is stored, and cost.</summary>
    private const int LongestText = 2000;

    private int _count;
    private int _depth;
    private bool _isFirst;

    public Statement Statement => statement;

    /// <summary>What is wrong with the filter, found while it was written; null when nothing is. The statement must not run then.</summary>
    public InvalidInput? Problem { get; private set; }

    /// <summary>Appends <c>AND (…)</c>, within the limits of asset filters. What is wrong with the filter, or null.</summary>
    /// <param name="write">Writes the conditions of one filter; those of the filters in it by <see cref="Nested"/>, <see cref="All"/>, <see cref="Any"/> and <see cref="Not"/>.</param>
    public static InvalidInput? AppendAnd<T>(Statement statement, T? filter, Action<Conditions, T> write)
        where T : class
    {
        if (filter is null)
        {
            return null;
        }

        var conditions = new Conditions(statement, AssetFilter.MostConditions, AssetFilter.Deepest);
        statement.Append($"\n  AND ");
        conditions.Nested(filter, write);
        return conditions.Problem;
    }

    /// <summary>A filter in brackets of its own.</summary>
    public void Nested<T>(T filter, Action<Conditions, T> write)
    {
        if (_depth == deepest)
        {
            Refuse("FILTER_TOO_DEEP", $"Filters nest at most {deepest} deep.");
            return;
        }

        _depth++;
        Open();
        write(this, filter);
        Close();
        _depth--;
    }

    /// <summary>True when there is room for so many conditions more.</summary>
    public bool Take(int count = 1)
    {
        _count += count;
        if (_count > most)
        {
            Refuse("FILTER_TOO_LARGE", $"A filter holds at most {most} conditions; each value of a list counts as one.");
        }

        return Problem is null;
    }

    /// <summary>Opens a bracket; <see cref="And"/> stands before each condition in it.</summary>
    public void Open()
    {
        statement.Append($"(");
        _isFirst = true;
    }

    public void And()
    {
        if (!_isFirst)
        {
            statement.Append($" AND ");
        }

        _isFirst = false;
    }

    /// <summary>A bracket without conditions is true.</summary>
    public void Close()
    {
        if (_isFirst)
        {
            statement.Append($"1 = 1");
        }

        statement.Append($")");
        _isFirst = false;
    }

    /// <summary>All of these: true without any.</summary>
    public void All<T>(IReadOnlyList<T>? filters, Action<Conditions, T> write)
    {
        foreach (var filter in filters ?? [])
        {
            if (Take())
            {
                And();
                Nested(filter, write);
            }
        }
    }

    /// <summary>At least one of these: false without any, true when there is no list.</summary>
    public void Any<T>(IReadOnlyList<T>? filters, Action<Conditions, T> write)
    {
        if (filters is null)
        {
            return;
        }

        And();
        statement.Append($"(");
        for (var i = 0; i < filters.Count && Take(); i++)
        {
            statement.Append($"{new Sql(i == 0 ? "" : " OR ")}");
            Nested(filters[i], write);
        }

        statement.Append($"{new Sql(filters.Count == 0 ? "1 = 0)" : ")")}");
    }

    /// <summary>Not this: true when there is none.</summary>
    public void Not<T>(T? filter, Action<Conditions, T> write)
        where T : class
    {
        if (filter is not null && Take())
        {
            And();
            statement.Append($"NOT ");
            Nested(filter, write);
        }
    }

    /// <remarks>Spaces at the end do not count where whole texts are compared: SQL Server ignores them, and texts to compare are kept without.</remarks>
    /// <param name="column">Never null.</param>
    /// <param name="form">What is done to the text before it is compared: folding for prose, nothing for codes.</param>
    public void Text(Sql column, TextFilter? filter, Func<string, string> form)
    {
        if (filter is null || !IsUsable(filter))
        {
            return;
        }

        if (filter.Eq is { } eq && Take())
        {
            And();
            statement.Append($"{column} = {Whole(eq)}");
        }

        if (filter.Neq is { } neq && Take())
        {
            And();
            statement.Append($"{column} <> {Whole(neq)}");
        }

        if (filter.In is { } any && Take(1 + any.Count))
        {
            And();
            statement.Dialect.AppendIn(statement, column, [.. any.Select(Whole)]);
        }

        if (filter.Nin is { } none && Take(1 + none.Count))
        {
            And();
            statement.Append($"NOT ");
            statement.Dialect.AppendIn(statement, column, [.. none.Select(Whole)]);
        }

        if (filter.Contains is { Length: > 0 } part && Take())
        {
            And();
            statement.Dialect.AppendContains(statement, column, form(part));
        }

        if (filter.StartsWith is { Length: > 0 } start && Take())
        {
            AppendStartsWith(column, form(start));
        }

        string Whole(string text) => form(text).TrimEnd(' ');
    }

    /// <param name="mayBeNull">Whether the column holds nulls; they are in no range.</param>
    public void Range<T>(Sql column, RangeFilter<T>? filter, Func<T, long> number, bool mayBeNull = false)
        where T : struct
    {
        if (filter is null)
        {
            return;
        }

        var present = new Sql(mayBeNull ? $"{column.Text} IS NOT NULL AND " : "");
        Compare(" = ", filter.Eq);
        Compare(" > ", filter.Gt);
        Compare(" >= ", filter.Gte);
        Compare(" < ", filter.Lt);
        Compare(" <= ", filter.Lte);

        void Compare(string comparison, T? value)
        {
            if (value is { } given && Take())
            {
                And();
                statement.Append($"{present}{column}{new Sql(comparison)}{number(given)}");
            }
        }
    }

    /// <param name="column">Never null; holds the enum's number.</param>
    public void OneOf<T>(Sql column, IReadOnlyList<T>? values)
        where T : struct, Enum
    {
        if (values is null || !Take(1 + values.Count))
        {
            return;
        }

        And();
        if (values.Count == 0)
        {
            statement.Append($"1 = 0");
            return;
        }

        var separator = new Sql($"{column.Text} IN (");
        foreach (var value in values)
        {
            statement.Append($"{separator}{Convert.ToInt64(value, provider: null)}");
            separator = new Sql(", ");
        }

        statement.Append($")");
    }

    /// <summary>As a range, since that is what an index can find: from the text itself to the next one that does not start with it.</summary>
    private void AppendStartsWith(Sql column, string start)
    {
        And();
        statement.Append($"{column} >= {start}");
        if (start.EndsWith(' '))
        {
            // To SQL Server the text without the space is as large as the one with it.
            And();
            statement.Append($"{column} > {start.TrimEnd(' ')}");
        }

        if (After(start) is { } end)
        {
            And();
            statement.Append($"{column} < {end}");
        }
    }

    /// <summary>The smallest text, by code points, behind all that start with this one; null when there is none.</summary>
    private static string? After(string start)
    {
        var runes = start.EnumerateRunes().Select(rune => rune.Value).ToList();
        while (runes.Count > 0 && runes[^1] == LastCodePoint)
        {
            runes.RemoveAt(runes.Count - 1);
        }

        if (runes.Count == 0)
        {
            return null;
        }

        runes[^1] = runes[^1] + 1 == FirstSurrogate ? AfterSurrogates : runes[^1] + 1;
        return string.Concat(runes.Select(char.ConvertFromUtf32));
    }

    private const int LastCodePoint = 0x10FFFF;
    private const int FirstSurrogate = 0xD800;
    private const int AfterSurrogates = 0xE000;

    private void Refuse(string code, string message) => Problem ??= new InvalidInput(code, message);

    private bool IsUsable(TextFilter filter)
    {
        IEnumerable<string?> texts = [filter.Eq, filter.Neq, filter.Contains, filter.StartsWith, .. filter.In ?? [], .. filter.Nin ?? []];
        foreach (var text in texts)
        {
            if (text is not null && (text.Length > LongestText || !IsWellFormed(text)))
            {
                Refuse("FILTER_TEXT_INVALID", $"A text to compare with has at most {LongestText} characters, all of them valid Unicode other than U+0000.");
                return false;
            }
        }

        return true;
    }

    /// <summary>No half of a surrogate pair, which has no UTF-8, and no NUL, which some databases refuse.</summary>
    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || (char.IsSurrogate(text[i]) && (++i == text.Length || !char.IsSurrogatePair(text[i - 1], text[i]))))
            {
                return false;
            }
        }

        return true;
    }
}
