using System.Runtime.InteropServices;
using System.Text;

namespace Dam.GraphQL.Language;

/// <summary>A place in a source text: line and column, both from 1; a column is one Unicode character.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceLocation(int Line, int Column);

/// <summary>The UTF-8 text that was parsed.</summary>
public sealed class Source(ReadOnlyMemory<byte> utf8)
{
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>Line and column of a byte offset. Lines end at <c>\n</c>, <c>\r</c> or <c>\r\n</c> (section 2.1.2).</summary>
    public SourceLocation LocationOf(int offset)
    {
        var text = Utf8.Span[..Math.Clamp(offset, 0, Utf8.Length)];
        var line = 1;
        var lineStart = 0;
        for (var i = 0; i < text.Length;)
        {
            var newline = text[i..].IndexOfAny((byte)'\n', (byte)'\r');
            if (newline < 0)
            {
                break;
            }

            i += newline + 1;
            if (text[i - 1] == '\r' && i < Utf8.Length && Utf8.Span[i] == '\n')
            {
                if (i == text.Length)
                {
                    // The offset lies between the two bytes of one line ending.
                    break;
                }

                i++;
            }

            line++;
            lineStart = i;
        }

        return new SourceLocation(line, CountCharacters(text[lineStart..]) + 1);
    }

    /// <summary>The text as a string, for messages and tools.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    private static int CountCharacters(ReadOnlySpan<byte> text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        var count = 0;
        foreach (var b in text)
        {
            // A byte 10xxxxxx continues a character.
            count += (b & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }
}
