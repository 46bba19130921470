using Dam.GraphQL.Coercion;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Annotations;

internal sealed class ArgumentParameter(int index, Binder binder, object? whenAbsent) : ResolverParameter
{
    public override bool IsArgument => true;

    public override object? Bind(RequestExecution execution, FieldPlan plan, object?[] arguments)
        => ReferenceEquals(arguments[index], Absent.Value) ? whenAbsent : binder(arguments[index]);
}

internal sealed class PageParameter(int first, UsePagingAttribute? paging) : ResolverParameter
{
    public override bool IsArgument => true;

    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments)
    {
        var page = new PageArguments(arguments[first] as int?, arguments[first + 1] as string, arguments[first + 2] as int?, arguments[first + 3] as string);
        return paging?.Check(page) ?? page;
    }
}

internal sealed class CancellationParameter : ResolverParameter
{
    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.BoxedCancellation;
}

internal sealed class SelectionParameter : ResolverParameter
{
    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => new FieldSelection(plan);
}

internal sealed class NeededParameter(Type type) : ResolverParameter
{
    /// <summary>A plan is of one operation.</summary>
    public override bool IsArgument => true;

    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.Plan.Needed(type);
}

internal sealed class ServiceParameter(Type type) : ResolverParameter
{
    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.Services.GetRequiredService(type);
}

internal sealed class StateParameter(Type type) : ResolverParameter
{
    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.Services.State(type);
}

internal sealed class LoaderParameter(Type type) : ResolverParameter
{
    private ObjectFactory? _create;

    public override bool IsLoader => true;

    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments) => execution.Loaders.Get(
        type,
        () => (_create ??= ActivatorUtilities.CreateFactory(type, []))(execution.Services, arguments: null));
}
