using System.Text;

namespace Dam.GraphQL.Language;

/// <summary>The indentation of block strings: section 2.9.4, "Block Strings".</summary>
internal static class BlockString
{
    /// <summary>BlockStringValue(): takes off the indentation that all lines but the first share, and the blank lines at both ends.</summary>
    public static string Decode(string raw)
    {
        var lines = SplitLines(raw);
        var common = int.MaxValue;
        var first = -1;
        var last = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = raw.AsSpan(lines[i]);
            var indent = line.IndexOfAnyExcept(' ', '\t');
            if (indent < 0)
            {
                continue;
            }

            first = first < 0 ? i : first;
            last = i;
            common = i == 0 ? common : Math.Min(common, indent);
        }

        if (first < 0)
        {
            return string.Empty;
        }

        var text = new StringBuilder();
        for (var i = first; i <= last; i++)
        {
            var line = raw.AsSpan(lines[i]);
            text.Append(i == 0 ? line : line[Math.Min(common, line.Length)..]);
            if (i < last)
            {
                text.Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>The value as a block string between its quotes, or null when none can say it (a carriage return, blank lines at its ends, shared indentation).</summary>
    public static string? TryEncode(string value, string indent)
    {
        var escaped = value.Replace("\"\"\"", "\\\"\"\"", StringComparison.Ordinal);
        var text = new StringBuilder("\"\"\"");
        var isMultiline = value.Contains('\n', StringComparison.Ordinal);
        var start = text.Length;
        if (isMultiline)
        {
            foreach (var line in escaped.AsSpan().Split('\n'))
            {
                var content = escaped.AsSpan(line);
                text.Append('\n').Append(content.IsEmpty ? string.Empty : indent).Append(content);
            }
        }
        else
        {
            text.Append(escaped);
        }

        if (isMultiline || escaped.EndsWith('"') || escaped.EndsWith('\\'))
        {
            text.Append('\n').Append(indent);
        }

        var raw = text.ToString(start, text.Length - start).Replace("\\\"\"\"", "\"\"\"", StringComparison.Ordinal);
        return string.Equals(Decode(raw), value, StringComparison.Ordinal) ? text.Append("\"\"\"").ToString() : null;
    }

    private static List<Range> SplitLines(string text)
    {
        var lines = new List<Range>();
        var start = 0;
        while (true)
        {
            var length = text.AsSpan(start).IndexOfAny('\n', '\r');
            if (length < 0)
            {
                lines.Add(start..text.Length);
                return lines;
            }

            var end = start + length;
            lines.Add(start..end);
            start = end + (text[end] == '\r' && end + 1 < text.Length && text[end + 1] == '\n' ? 2 : 1);
        }
    }
}
