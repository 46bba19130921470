namespace Dam.GraphQL.Language;

/// <summary>Section 2.9: an input value as it is written.</summary>
public abstract class Value : Node;

public sealed class Variable : Value
{
    /// <summary>The name without the dollar sign.</summary>
    public required string Name { get; init; }
}

public sealed class IntValue : Value
{
    /// <summary>The digits as written.</summary>
    public required string Text { get; init; }
}

public sealed class FloatValue : Value
{
    /// <summary>The number as written.</summary>
    public required string Text { get; init; }
}

public sealed class StringValue : Value
{
    /// <summary>What the string says, escapes resolved and a block's indentation taken off.</summary>
    public required string Text { get; init; }

    public bool IsBlock { get; init; }
}

public sealed class BooleanValue : Value
{
    public bool Value { get; init; }
}

public sealed class NullValue : Value;

public sealed class EnumValue : Value
{
    public required string Name { get; init; }
}

public sealed class ListValue : Value
{
    public IReadOnlyList<Value> Items { get; init; } = [];
}

public sealed class ObjectValue : Value
{
    public IReadOnlyList<ObjectField> Fields { get; init; } = [];
}

public sealed class ObjectField : Node
{
    public required string Name { get; init; }

    public required Value Value { get; init; }
}
