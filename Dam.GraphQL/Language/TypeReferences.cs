namespace Dam.GraphQL.Language;

/// <summary>Section 2.11: a type as it is written.</summary>
public abstract class TypeReference : Node;

public sealed class NamedTypeReference : TypeReference
{
    public required string Name { get; init; }
}

public sealed class ListTypeReference : TypeReference
{
    public required TypeReference Of { get; init; }
}

public sealed class NonNullTypeReference : TypeReference
{
    /// <summary>A named type or a list, never another non-null.</summary>
    public required TypeReference Of { get; init; }
}
