using Dam.GraphQL.Types;

namespace Dam.GraphQL.Coercion;

/// <summary>
/// A coerced input object: its values by the order of the type's fields. Other coerced values are null, what the scalar
/// parsed, an enum's C# value, or an array of coerced values.
/// </summary>
internal sealed record InputObjectValue(InputObjectType Type, object?[] Values);

/// <summary>Stands for an argument or input field that was not given and has no default.</summary>
internal sealed class Absent
{
    public static readonly Absent Value = new();

    private Absent()
    {
    }

    public override string ToString() => "(absent)";
}
