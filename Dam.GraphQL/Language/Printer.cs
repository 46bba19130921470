namespace Dam.GraphQL.Language;

/// <summary>Writes a tree as GraphQL text that parses back to the same tree.</summary>
public static class Printer
{
    /// <summary>The node as text, two spaces a level, without a line ending behind it.</summary>
    public static string Print(Node node) => throw new NotSupportedException();
}
