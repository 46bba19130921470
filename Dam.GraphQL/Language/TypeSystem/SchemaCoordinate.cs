namespace Dam.GraphQL.Language.TypeSystem;

/// <summary>Section 3.15: the address of one element of a schema, such as <c>Type.field(argument:)</c> or <c>@directive(argument:)</c>.</summary>
public abstract class SchemaCoordinate : Node
{
    /// <summary>The type's or directive's name.</summary>
    public required string Name { get; init; }
}

public sealed class TypeCoordinate : SchemaCoordinate;

/// <summary>A field, an input field or an enum value.</summary>
public sealed class MemberCoordinate : SchemaCoordinate
{
    public required string Member { get; init; }
}

public sealed class ArgumentCoordinate : SchemaCoordinate
{
    public required string Field { get; init; }

    public required string Argument { get; init; }
}

public sealed class DirectiveCoordinate : SchemaCoordinate;

public sealed class DirectiveArgumentCoordinate : SchemaCoordinate
{
    public required string Argument { get; init; }
}
