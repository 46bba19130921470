using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>
/// What using the element adds to the cost of an operation. Without it a field that leads to objects weighs 1, one that is awaited for each
/// object 10, an object 1, and all else nothing.
/// </summary>
[AttributeUsage(
    AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class CostAttribute(double weight) : Attribute
{
    public double Weight { get; } = double.IsFinite(weight) ? weight : throw new ArgumentOutOfRangeException(nameof(weight), weight, "A weight is a finite number.");
}

/// <summary>How many items the field's list is taken to have before it is known. A paged field says so by itself.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property)]
public sealed class ListSizeAttribute : Attribute
{
    private const int NotGiven = -1;

    /// <summary>Items when no slicing argument says it.</summary>
    public int AssumedSize { get; set; } = NotGiven;

    /// <summary>Names of arguments in the schema that bound the list, numbers or lists of what is asked for; the largest given one counts.</summary>
    public string[] SlicingArguments { get; set; } = [];

    /// <summary>Names of fields of the field's own type that are the lists; empty when the field itself is.</summary>
    public string[] SizedFields { get; set; } = [];

    /// <summary>Whether an operation is refused that does not give exactly one of the slicing arguments.</summary>
    public bool RequireOneSlicingArgument { get; set; } = true;

    /// <summary>Items when slicing arguments could be given and none is.</summary>
    public int SlicingArgumentDefaultValue { get; set; } = NotGiven;

    internal ListSize Value => new()
    {
        AssumedSize = AssumedSize == NotGiven ? null : AssumedSize,
        SlicingArguments = SlicingArguments,
        SizedFields = SizedFields,
        RequireOneSlicingArgument = RequireOneSlicingArgument,
        SlicingArgumentDefaultValue = SlicingArgumentDefaultValue == NotGiven ? null : SlicingArgumentDefaultValue,
    };
}
