using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>Writes a leaf straight from its parent.</summary>
internal delegate Outcome InlineWrite(object parent, ResultWriter writer);

/// <summary>Computes one row's value. <paramref name="bound"/> holds the column's arguments, services and other parameters.</summary>
internal delegate T Invoke<out T>(object parent, object?[] bound);

/// <summary>A leaf that needs nothing but its parent: it is written without a column.</summary>
internal sealed class InlineResolver(Func<InlineWrite> compile) : FieldResolver
{
    private InlineWrite? _write;

    internal override bool IsInline => true;

    public InlineWrite Write => _write ??= compile();
}

/// <summary>A field whose values are computed before writing, over all parents of a wave.</summary>
internal abstract class ColumnResolver(IReadOnlyList<ResolverParameter> parameters) : FieldResolver
{
    private readonly bool _isRequestBound = !parameters.All(parameter => parameter.IsArgument);

    public IReadOnlyList<ResolverParameter> Parameters { get; } = parameters;

    internal override bool IsInline => false;

    /// <summary>Whether rows wait for a loader; those must all start before any of them is awaited.</summary>
    public bool UsesLoader { get; } = parameters.Any(parameter => parameter.IsLoader);

    /// <summary>The values of the parameters; the same array for every request when only constants are in it, and then kept with the plan.</summary>
    /// <exception cref="Errors.GraphQLException">An argument is not acceptable.</exception>
    public object?[] Bind(FieldPlan plan, RequestExecution execution)
    {
        if (plan.Bound is { } known)
        {
            return known;
        }

        var bound = Bind(Parameters, plan, execution);
        if (!_isRequestBound && !plan.ArgumentsVary)
        {
            plan.Bound = bound;
        }

        return bound;
    }

    /// <exception cref="Errors.GraphQLException">An argument is not acceptable.</exception>
    public static object?[] Bind(IReadOnlyList<ResolverParameter> parameters, FieldPlan plan, RequestExecution execution)
    {
        if (parameters.Count == 0)
        {
            return [];
        }

        var arguments = plan.Arguments(execution.Variables);
        var bound = new object?[parameters.Count];
        for (var i = 0; i < bound.Length; i++)
        {
            bound[i] = parameters[i].Bind(execution, plan, arguments);
        }

        return bound;
    }

    public abstract Column CreateColumn(FieldPlan plan, ObjectSet parents, RequestExecution execution);
}

internal sealed class SyncResolver<T>(IReadOnlyList<ResolverParameter> parameters, Func<Invoke<T>> compile, Output<T> output) : ColumnResolver(parameters)
{
    private Invoke<T>? _invoke;

    public Invoke<T> Invoke => _invoke ??= compile();

    public override Column CreateColumn(FieldPlan plan, ObjectSet parents, RequestExecution execution)
        => new SyncColumn<T>(this, output, plan, parents, execution);
}

internal sealed class AsyncResolver<T>(IReadOnlyList<ResolverParameter> parameters, Func<Invoke<ValueTask<T>>> compile, Output<T> output)
    : ColumnResolver(parameters)
{
    private Invoke<ValueTask<T>>? _invoke;

    internal override bool IsAwaited => !UsesLoader;

    public Invoke<ValueTask<T>> Invoke => _invoke ??= compile();

    public override Column CreateColumn(FieldPlan plan, ObjectSet parents, RequestExecution execution)
        => new AsyncColumn<T>(this, output, plan, parents, execution);
}

/// <summary>Computes a whole column at once from the list of its parents.</summary>
internal sealed class BatchResolver<T>(
    IReadOnlyList<ResolverParameter> parameters,
    Func<object?[], int, object> parentList,
    Func<Invoke<ValueTask<IReadOnlyList<T>>>> compile,
    Output<T> output) : ColumnResolver(parameters)
{
    private Invoke<ValueTask<IReadOnlyList<T>>>? _invoke;

    public Invoke<ValueTask<IReadOnlyList<T>>> Invoke => _invoke ??= compile();

    /// <summary>The first so many objects as the typed list that the method takes.</summary>
    public object ParentList(object?[] items, int count) => parentList(items, count);

    public override Column CreateColumn(FieldPlan plan, ObjectSet parents, RequestExecution execution)
        => new BatchColumn<T>(this, output, plan, parents, execution);
}

/// <summary>A parameter of a resolver other than its parent; bound once per column.</summary>
internal abstract class ResolverParameter
{
    public virtual bool IsLoader => false;

    /// <summary>Whether the value is the same for every request that has the same arguments.</summary>
    public virtual bool IsArgument => false;

    /// <param name="execution">The request.</param>
    /// <param name="plan">The field.</param>
    /// <param name="arguments">Coerced arguments in the order of the field's definition.</param>
    public abstract object? Bind(RequestExecution execution, FieldPlan plan, object?[] arguments);
}
