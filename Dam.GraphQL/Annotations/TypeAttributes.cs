namespace Dam.GraphQL.Annotations;

/// <summary>The public static members of the class are fields of the query root.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueryTypeAttribute : Attribute;

/// <summary>The public static members of the class are fields of the mutation root.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MutationTypeAttribute : Attribute;

/// <summary>The public static methods of the class, which return <see cref="IAsyncEnumerable{T}"/>, are fields of the subscription root.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SubscriptionTypeAttribute : Attribute;

/// <summary>The class or record is an object type: its public properties and methods are fields.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ObjectTypeAttribute : Attribute
{
    /// <summary>Name in the schema; by default the C# name.</summary>
    public string? Name { get; set; }

    /// <summary>Interfaces it implements besides the ones that C# knows of.</summary>
    public Type[] Implements { get; set; } = [];
}

/// <summary>
/// The static class describes the object type of <typeparamref name="TRuntime"/>: the properties of that are fields, and so are the
/// class's public static methods, whose <see cref="ParentAttribute"/> parameter takes the object.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ObjectTypeAttribute<TRuntime> : Attribute, IObjectTypeAnnotation
{
    /// <summary>Name in the schema; by default the C# name of <typeparamref name="TRuntime"/>.</summary>
    public string? Name { get; set; }

    /// <summary>Properties that are no fields.</summary>
    public string[] Ignore { get; set; } = [];

    /// <summary>Interfaces it implements besides the ones that C# knows of.</summary>
    public Type[] Implements { get; set; } = [];

    Type IObjectTypeAnnotation.Runtime => typeof(TRuntime);
}

/// <summary>The static class adds fields to the object type of <typeparamref name="TRuntime"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ExtendObjectTypeAttribute<TRuntime> : Attribute, IExtensionAnnotation
{
    Type IExtensionAnnotation.Runtime => typeof(TRuntime);
}

/// <summary>The C# interface is an interface type.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class InterfaceTypeAttribute : Attribute
{
    /// <summary>Name in the schema; by default the C# name without its leading I.</summary>
    public string? Name { get; set; }
}

/// <summary>The marker is a union of these types.</summary>
[AttributeUsage(AttributeTargets.Interface | AttributeTargets.Class)]
public sealed class UnionTypeAttribute(params Type[] types) : Attribute
{
    public Type[] Types { get; } = types;

    /// <summary>Name in the schema; by default the C# name without its leading I.</summary>
    public string? Name { get; set; }
}

/// <summary>Exactly one field of the input object must be given, and not null.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class OneOfAttribute : Attribute;

internal interface IObjectTypeAnnotation
{
    Type Runtime { get; }

    string? Name { get; }

    string[] Ignore { get; }

    Type[] Implements { get; }
}

internal interface IExtensionAnnotation
{
    Type Runtime { get; }
}
