namespace Dam.GraphQL.Errors;

/// <summary>Which known names a misspelt one may have meant.</summary>
internal static class Suggestions
{
    private const int MostSuggestions = 5;
    private const int LongestName = 100;

    /// <summary>The candidates near to the name, nearest first: within two fifths of its length in edits, where another letter case is one edit.</summary>
    public static IReadOnlyList<string> For(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LongestName)
        {
            return [];
        }

        var threshold = (name.Length * 2 / 5) + 1;
        return [.. candidates
            .Where(candidate => candidate.Length <= LongestName && Math.Abs(candidate.Length - name.Length) <= threshold)
            .Select(candidate => (candidate, distance: Distance(name, candidate)))
            .Where(pair => pair.distance <= threshold)
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Select(pair => pair.candidate)];
    }

    /// <summary><c> Did you mean "a", "b", or "c"?</c>, or nothing.</summary>
    public static string Question(IReadOnlyList<string> names, string? what = null)
    {
        var quoted = names.Take(MostSuggestions).Select(name => $"\"{name}\"").ToArray();
        var choice = quoted.Length switch
        {
            0 => null,
            1 => quoted[0],
            2 => $"{quoted[0]} or {quoted[1]}",
            _ => $"{string.Join(", ", quoted[..^1])}, or {quoted[^1]}",
        };
        return choice is null ? string.Empty : $" Did you mean {(what is null ? string.Empty : what + " ")}{choice}?";
    }

    /// <summary>Insertions, deletions, substitutions and swaps of neighbours that turn one name into the other.</summary>
    private static int Distance(string a, string b)
    {
        if (string.Equals(a, b, StringComparison.OrdinalIgnoreCase))
        {
            return string.Equals(a, b, StringComparison.Ordinal) ? 0 : 1;
        }

        var (twoAbove, above, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++)
        {
            above[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = IsSame(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(above[j] + 1, row[j - 1] + 1), above[j - 1] + cost);
                if (i > 1 && j > 1 && IsSame(a[i - 1], b[j - 2]) && IsSame(a[i - 2], b[j - 1]))
                {
                    row[j] = Math.Min(row[j], twoAbove[j - 2] + 1);
                }
            }

            (twoAbove, above, row) = (above, row, twoAbove);
        }

        return above[b.Length];
    }

    private static bool IsSame(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
