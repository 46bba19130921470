using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

/// <summary>One rule. The walker calls it wherever the document has what the rule looks at.</summary>
internal abstract class ValidationRule(ValidationContext context)
{
    protected ValidationContext Context { get; } = context;

    public virtual void EnterDefinition(Definition definition)
    {
    }

    public virtual void EnterOperation(OperationDefinition operation)
    {
    }

    public virtual void EnterFragment(FragmentDefinition fragment)
    {
    }

    /// <param name="variable">The definition.</param>
    /// <param name="type">Its type; null when the schema has no such type.</param>
    public virtual void EnterVariable(VariableDefinition variable, GraphType? type)
    {
    }

    public virtual void EnterField(FieldUse use)
    {
    }

    /// <param name="spread">The spread.</param>
    /// <param name="parent">The type it stands in; null when unknown.</param>
    public virtual void EnterSpread(FragmentSpread spread, CompositeType? parent)
    {
    }

    /// <param name="fragment">The inline fragment.</param>
    /// <param name="parent">The type it stands in; null when unknown.</param>
    public virtual void EnterInlineFragment(InlineFragment fragment, CompositeType? parent)
    {
    }

    /// <param name="directives">All directives of one place, at least one.</param>
    /// <param name="location">The place as directive definitions name it.</param>
    public virtual void EnterDirectives(IReadOnlyList<Directive> directives, string location)
    {
    }

    public virtual void EnterArguments(ArgumentSite site)
    {
    }

    public virtual void EnterValue(Value value, ValuePosition position)
    {
    }

    /// <summary>Called behind the last definition, for each operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="reachable">Itself and every fragment that it reaches.</param>
    public virtual void CheckOperation(OperationDefinition operation, IReadOnlyList<DefinitionFacts> reachable)
    {
    }

    public virtual void LeaveDocument()
    {
    }
}

/// <summary>A field as it stands in the document.</summary>
/// <param name="field">The node.</param>
/// <param name="parent">The type it is selected on; null when unknown.</param>
/// <param name="definition">The schema's field; null when there is none.</param>
internal sealed class FieldUse(Field field, CompositeType? parent, FieldDefinition? definition)
{
    private string? _signature;

    public Field Field { get; } = field;

    public CompositeType? Parent { get; } = parent;

    public FieldDefinition? Definition { get; } = definition;

    /// <summary>Name and arguments in a form where equal means the same.</summary>
    public string Signature => _signature ??= FieldSignature.Of(Field);
}

/// <summary>Arguments of a field or a directive that the schema knows.</summary>
/// <param name="Node">The field or directive.</param>
/// <param name="Arguments">What is given.</param>
/// <param name="Definitions">What may be given.</param>
/// <param name="Field">The field; null for a directive.</param>
internal readonly record struct ArgumentSite(Node Node, IReadOnlyList<Argument> Arguments, NamedList<InputValue>? Definitions, FieldUse? Field);

/// <summary>What a place asks of the value that stands there.</summary>
/// <param name="Type">The expected type; null when unknown.</param>
/// <param name="HasDefault">Whether the place's own default steps in for a value that is not given.</param>
/// <param name="Parent">The input object it is a field of, or null.</param>
internal readonly record struct ValuePosition(GraphType? Type, bool HasDefault = false, InputObjectType? Parent = null);
