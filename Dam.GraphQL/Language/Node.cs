namespace Dam.GraphQL.Language;

/// <summary>A piece of a document. <see cref="Start"/> and <see cref="End"/> are UTF-8 byte offsets into the source; nodes made in code have zero for both.</summary>
public abstract class Node
{
    /// <summary>Offset of the first byte.</summary>
    public int Start { get; init; }

    /// <summary>Offset behind the last byte.</summary>
    public int End { get; init; }

    public sealed override string ToString() => Printer.Print(this);
}

/// <summary>A node that has a name of its own, whose place differs from the node's.</summary>
public interface INamedNode
{
    string Name { get; }

    /// <summary>Offset of the name's first byte.</summary>
    int NameStart { get; }
}

/// <summary>Section 2.2: the definitions of one source text.</summary>
public sealed class Document : Node
{
    public required Source Source { get; init; }

    public required IReadOnlyList<Definition> Definitions { get; init; }

    /// <summary>Number of tokens the parser read, without comments.</summary>
    public int TokenCount { get; init; }
}

/// <summary>An executable definition, or one of the type system.</summary>
public abstract class Definition : Node;
