namespace Dam.GraphQL.Annotations;

/// <summary>The name in the schema, in place of the one derived from C#.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>The description in the schema, in place of the XML documentation's.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLDescriptionAttribute(string description) : Attribute
{
    public string Description { get; } = description;
}

/// <summary>Marks a field, argument, input field or enum value as deprecated.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLDeprecatedAttribute(string reason = Types.BuiltInDirectives.NoLongerSupported) : Attribute
{
    public string Reason { get; } = reason;
}

/// <summary>The member is not part of the schema.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class GraphQLIgnoreAttribute : Attribute;

/// <summary>
/// The type in the schema where C# does not tell: a name (<c>Territory</c>), which replaces the innermost type, or a whole type
/// (<c>[Territory!]!</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.ReturnValue)]
public sealed class GraphQLTypeAttribute(string type) : Attribute
{
    public string Type { get; } = type;
}

/// <summary>The default of an argument or input field as a GraphQL literal, where C# cannot say it: <c>[IMAGE, VIDEO]</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class GraphQLDefaultAttribute(string literal) : Attribute
{
    public string Literal { get; } = literal;
}

/// <summary>The value is an <c>ID</c>.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.ReturnValue)]
public sealed class IDAttribute : Attribute;

/// <summary>The parameter takes the object that the field belongs to; the list of them in a batch resolver.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ParentAttribute : Attribute;

/// <summary>The parameter takes a service.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceAttribute : Attribute;

/// <summary>The method answers all parents of a wave at once: a list in, a list of the same length out.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BatchResolverAttribute : Attribute;

/// <summary>Who lacks the permission gets null and an error with code FORBIDDEN; the resolver does not run.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
public sealed class AuthorizeAttribute(string permission) : Attribute
{
    public string Permission { get; } = permission;
}

/// <summary>The root field, or all root fields of the class, may be asked by anyone, with or without permissions.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property)]
public sealed class AnyCallerAttribute : Attribute;

/// <summary>
/// Makes a class of one's own a directive: its constructor's parameters are the directive's arguments. For the type system the class is
/// an attribute, and using it applies the directive.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class DirectiveTypeAttribute(params string[] locations) : Attribute
{
    /// <summary>As the specification spells them: <c>OBJECT</c>, <c>FIELD_DEFINITION</c>, …</summary>
    public string[] Locations { get; } = locations;

    /// <summary>Name in the schema; by default the C# name without <c>Attribute</c>, in camel case.</summary>
    public string? Name { get; set; }

    public bool IsRepeatable { get; set; }
}
