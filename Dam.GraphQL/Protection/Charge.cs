using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Protection;

/// <summary>What one request is charged.</summary>
internal sealed class Charge(Cost cost, CallerBudget? budget, CostCompiler compiler)
{
    public CallerBudget? Budget { get; } = budget;

    /// <summary>What is taken before it runs.</summary>
    public double Requested => cost.Field + cost.Type;

    /// <summary>What it took in the end, from the objects that there were.</summary>
    public double? Actual { get; set; }

    public double Measure(RequestExecution execution)
    {
        var (field, type) = (0.0, CostCompiler.WeightOf(execution.Plan.Root.Type));
        foreach (var column in execution.Columns)
        {
            if (column.Parents.Plan.Type.IsIntrospection || column.Plan.Field.Name.StartsWith("__", StringComparison.Ordinal))
            {
                continue;
            }

            field += column.Parents.Count * (column.Plan.Weight ??= compiler.WeightOf(column.Plan.Field, column.Plan.Nodes)).Of(execution.Variables);
            foreach (var group in column.Children?.Groups ?? [])
            {
                type += group.Count * CostCompiler.WeightOf(group.Plan.Type);
            }
        }

        return field + type;
    }

    /// <summary>A response's extensions with the entry <c>cost</c>; names within a budget are Shopify's.</summary>
    public IReadOnlyDictionary<string, object?> Tell(ThrottleStatus? status)
    {
        var told = new Dictionary<string, object?>(StringComparer.Ordinal) { ["fieldCost"] = cost.Field, ["typeCost"] = cost.Type };
        if (status is { } account)
        {
            told["requestedQueryCost"] = Requested;
            told["actualQueryCost"] = Actual;
            told["throttleStatus"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["maximumAvailable"] = account.Maximum,
                ["currentlyAvailable"] = Math.Floor(account.Available),
                ["restoreRate"] = account.RestoreRate,
            };
        }

        return new Dictionary<string, object?>(StringComparer.Ordinal) { ["cost"] = told };
    }
}
