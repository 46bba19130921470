using System.Globalization;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Protection;

/// <summary>Tells what an operation costs before it runs, refuses what is too dear, and keeps the callers' accounts.</summary>
internal sealed class CostGate(Schema schema, CostOptions options, TimeProvider time)
{
    private readonly CostCompiler _compiler = new(schema, options);
    private readonly Budgets _budgets = new(options.MaxCallers, time);

    /// <summary>Lets an operation pass, or not.</summary>
    /// <param name="request">Who asks, and whether the cost is to be told.</param>
    /// <param name="plan">The operation.</param>
    /// <param name="variables">Its variables.</param>
    /// <param name="observation">Is told the cost.</param>
    /// <param name="charge">What was charged, or is to be told; null when there is neither.</param>
    /// <returns>Why it may not run; null when it may.</returns>
    public GraphQLResult? Check(GraphQLRequest request, VariantPlan plan, VariableValues variables, Observation? observation, out Charge? charge)
    {
        charge = null;
        if (!options.Enforce && request.CostReport == CostReport.None && request.Budget is null)
        {
            return null;
        }

        Cost cost;
        try
        {
            cost = (plan.Cost ??= _compiler.Compile(plan)).Of(variables);
        }
        catch (GraphQLException exception)
        {
            return new GraphQLResult(data: null, [plan.ErrorOf(exception)]);
        }

        observation?.Priced(cost);
        if (options.Enforce)
        {
            var together = request.Batch is { } batch ? batch.Spent + cost : cost;
            if (together.Field > options.MaxFieldCost || together.Type > options.MaxTypeCost)
            {
                return TooDear(together);
            }

            if (request.Batch is not null)
            {
                request.Batch.Spent = together;
            }
        }

        if (request.CostReport == CostReport.Validate)
        {
            return new GraphQLResult(data: null, []) { Extensions = new Charge(cost, budget: null, _compiler).Tell(status: null) };
        }

        if (request.Budget is not { } budget)
        {
            charge = request.CostReport == CostReport.None ? null : new Charge(cost, budget: null, _compiler);
            return null;
        }

        charge = new Charge(cost, budget, _compiler);
        return _budgets.TryTake(budget, charge.Requested, out var status) ? null : Throttled(charge, status);
    }

    /// <summary>Settles what was charged with what it really cost.</summary>
    /// <returns>What the response's extensions tell; null for nothing.</returns>
    public IReadOnlyDictionary<string, object?>? Settle(Charge charge, RequestExecution execution)
    {
        ThrottleStatus? status = null;
        if (charge.Budget is { } budget)
        {
            charge.Actual = charge.Measure(execution);
            status = _budgets.Settle(budget, charge.Requested - charge.Actual.Value);
        }

        return execution.Request.CostReport == CostReport.None ? null : charge.Tell(status);
    }

    private GraphQLResult TooDear(Cost cost)
    {
        var (name, value, most) = cost.Field > options.MaxFieldCost ? ("field", cost.Field, options.MaxFieldCost) : ("type", cost.Type, options.MaxTypeCost);
        return new GraphQLResult(
            data: null,
            [
                new GraphQLError(string.Create(CultureInfo.InvariantCulture, $"The operation's {name} cost is {value:0.##}, but at most {most:0.##} is allowed. Ask for less at a time."))
                {
                    Code = ErrorCodes.CostExceeded,
                    Extensions = new Dictionary<string, object?>(StringComparer.Ordinal)
                    {
                        ["fieldCost"] = cost.Field,
                        ["maxFieldCost"] = options.MaxFieldCost,
                        ["typeCost"] = cost.Type,
                        ["maxTypeCost"] = options.MaxTypeCost,
                    },
                },
            ])
        {
            Extensions = new Charge(cost, budget: null, _compiler).Tell(status: null),
        };
    }

    private static GraphQLResult Throttled(Charge charge, ThrottleStatus status)
    {
        var wait = status.WaitFor(charge.Requested);
        var error = wait is null
            ? new GraphQLError(string.Create(CultureInfo.InvariantCulture, $"The operation costs {charge.Requested:0.##}, which is more than your budget of {status.Maximum:0.##} ever has. Ask for less at a time."))
            {
                Code = ErrorCodes.CostExceeded,
            }
            : new GraphQLError(string.Create(CultureInfo.InvariantCulture, $"The operation costs {charge.Requested:0.##}, but your budget has {Math.Max(0, status.Available):0.##} left. Try again in {Math.Ceiling(wait.Value.TotalSeconds):0} s."))
            {
                Code = ErrorCodes.Throttled,
            };
        return new GraphQLResult(data: null, [error]) { RetryAfter = wait, Extensions = charge.Tell(status) };
    }
}
