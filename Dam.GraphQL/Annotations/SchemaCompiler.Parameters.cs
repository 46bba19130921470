using System.Reflection;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>A parameter of a resolver method: the parent, or something that is bound.</summary>
/// <param name="Clr">The C# parameter.</param>
/// <param name="Bind">How it gets its value, given where its arguments begin among the field's; null for the parent.</param>
/// <param name="Arguments">The GraphQL arguments that it takes.</param>
internal sealed record MethodParameter(ParameterInfo Clr, Func<int, ResolverParameter>? Bind, IReadOnlyList<InputValue> Arguments);

/// <summary>Parameters of resolvers.</summary>
internal sealed partial class SchemaCompiler
{
    private MethodParameter Parameter(ParameterInfo parameter, Type? runtime)
    {
        var clr = parameter.ParameterType;
        if (parameter.IsDefined(typeof(ParentAttribute)))
        {
            return Parent(parameter, runtime);
        }

        if (clr == typeof(CancellationToken))
        {
            return new MethodParameter(parameter, _ => new CancellationParameter(), []);
        }

        if (RequestServices.IsNeeded(clr))
        {
            return new MethodParameter(parameter, _ => new NeededParameter(clr), []);
        }

        if (clr == typeof(FieldSelection))
        {
            return new MethodParameter(parameter, _ => new SelectionParameter(), []);
        }

        if (clr == typeof(Schema))
        {
            return new MethodParameter(parameter, _ => new SchemaParameter(), []);
        }

        if (clr == typeof(NodeLookup))
        {
            return new MethodParameter(parameter, _ => new NodeLookupParameter(_nodes), []);
        }

        if (clr == typeof(PageArguments))
        {
            var paging = parameter.Member.GetCustomAttribute<UsePagingAttribute>();
            return new MethodParameter(parameter, first => new PageParameter(first, paging), PageArgumentDefinitions(Naming.Show(parameter)));
        }

        if (IsMethodLoader(clr))
        {
            var loader = FindLoader(clr, parameter.GetCustomAttribute<DataLoaderAttribute>()?.Name, Naming.Show(parameter));
            return new MethodParameter(parameter, _ => new LoaderMethodParameter(loader), []);
        }

        if (typeof(ILoader).IsAssignableFrom(clr))
        {
            return new MethodParameter(parameter, _ => new LoaderParameter(clr), []);
        }

        if (_sources.RequestState.Contains(clr))
        {
            return new MethodParameter(parameter, _ => new StateParameter(clr), []);
        }

        if (parameter.IsDefined(typeof(ServiceAttribute)) || clr == typeof(IServiceProvider) || (!IsInputType(clr) && _sources.IsService(clr)))
        {
            return new MethodParameter(parameter, _ => new ServiceParameter(clr), []);
        }

        if (Attribute<IDAttribute>(parameter) is null && Attribute<GraphQLTypeAttribute>(parameter) is null && !CanBeArgument(clr))
        {
            throw new SchemaException(
                $"{Naming.Show(parameter)} ({Naming.Show(clr)}) is neither an argument, nor a service, request state or loader; the parent is marked with [Parent].");
        }

        var argument = Argument(parameter, parameter.Member);
        return new MethodParameter(
            parameter,
            first => new ArgumentParameter(first, InputBinders.For(argument.Type, clr, this), InputBinders.WhenAbsent(parameter)),
            [argument]);
    }

    private static MethodParameter Parent(ParameterInfo parameter, Type? runtime)
    {
        if (runtime is null)
        {
            throw new SchemaException($"{Naming.Show(parameter)}: a root field has no parent.");
        }

        var isBatch = parameter.Member.IsDefined(typeof(BatchResolverAttribute));
        var expected = isBatch ? typeof(IReadOnlyList<>).MakeGenericType(runtime) : runtime;
        return parameter.ParameterType.IsAssignableFrom(expected)
            ? new MethodParameter(parameter, Bind: null, [])
            : throw new SchemaException($"{Naming.Show(parameter)} must be of the type {Naming.Show(expected)}.");
    }

    /// <summary>Whether the type is certainly an input: a scalar, an enum, a list of those, or an input object that is known already.</summary>
    private bool IsInputType(Type clr)
    {
        clr = Nullable.GetUnderlyingType(clr) ?? clr;
        return _scalars.ContainsKey(clr) || clr.IsEnum || _inputs.ContainsKey(clr)
            || (clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Optional<>))
            || (Lists.ItemType(clr) is { } item && IsInputType(item));
    }

    private bool CanBeArgument(Type clr)
    {
        clr = Nullable.GetUnderlyingType(clr) ?? clr;
        return IsInputType(clr) || (Lists.ItemType(clr) is { } item ? CanBeArgument(item) : IsData(clr));
    }
}
