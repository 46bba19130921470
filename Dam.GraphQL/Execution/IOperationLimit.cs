using System.Diagnostics.CodeAnalysis;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>A bound on operations that depends on their variables: asked before each execution, also when the plan is an old one.</summary>
public interface IOperationLimit
{
    /// <summary>Why the operation must not run; null when it may.</summary>
    GraphQLError? Check(OperationRequest operation);
}

/// <summary>A validated operation with its coerced variables, about to run.</summary>
public sealed class OperationRequest
{
    private readonly VariableValues _variables;

    internal OperationRequest(GraphQLRequest request, VariantPlan plan, VariableValues variables)
    {
        Request = request;
        Plan = plan;
        _variables = variables;
    }

    public GraphQLRequest Request { get; }

    public Schema Schema => Plan.Operation.Schema;

    public Document Document => Plan.Operation.Document;

    public OperationDefinition Operation => Plan.Operation.Definition;

    /// <summary>SHA-256 of the document in lower-case hexadecimal.</summary>
    public string DocumentHash => Plan.Operation.DocumentHash;

    internal VariantPlan Plan { get; }

    internal VariableValues Variables => _variables;

    /// <summary>The variable's coerced value: null, what its scalar parsed, an enum's C# value, or an array of such; false when it was not given and has no default.</summary>
    public bool TryGetVariable(string name, [MaybeNullWhen(false)] out object? value) => _variables.TryGet(name, out value);
}
