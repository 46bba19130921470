using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Execution;

/// <summary>What is selected below a field, with fragments and conditions resolved; as a resolver's parameter it tells what need not be loaded.</summary>
public sealed class FieldSelection
{
    private readonly FieldPlan _plan;

    internal FieldSelection(FieldPlan plan) => _plan = plan;

    /// <summary>Whether a field is selected, by its name or a path of names such as <c>nodes.title</c>.</summary>
    public bool Includes(string path) => _plan.Children?.Includes(path) ?? false;
}
