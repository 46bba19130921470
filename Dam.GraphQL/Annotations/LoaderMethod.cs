using System.Linq.Expressions;
using System.Reflection;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Annotations;

/// <summary>A method that loaders are made of, one loader a request.</summary>
internal abstract class LoaderMethod(MethodInfo method, string name)
{
    public MethodInfo Method { get; } = method;

    public string Name { get; } = name;

    /// <summary>The type of parameters that take it.</summary>
    public abstract Type LoaderType { get; }

    public abstract ILoader Create(IServiceProvider services);
}

internal sealed class LoaderMethod<TKey, TValue> : LoaderMethod
    where TKey : notnull
{
    private readonly Lazy<Fetch> _fetch;
    private readonly int _maxBatchSize;
    private readonly ParameterInfo[] _parameters;

    public LoaderMethod(MethodInfo method, DataLoaderAttribute annotation)
        : base(method, annotation.Name ?? method.Name)
    {
        _maxBatchSize = annotation.MaxBatchSize;
        _parameters = method.GetParameters();
        _fetch = new Lazy<Fetch>(Compile);
    }

    private delegate Task<IReadOnlyDictionary<TKey, TValue>> Fetch(IReadOnlyList<TKey> keys, object?[] services, CancellationToken cancellationToken);

    public override Type LoaderType => typeof(Loader<TKey, TValue>);

    public override ILoader Create(IServiceProvider services)
    {
        var given = Array.ConvertAll(_parameters, parameter => IsService(parameter) ? services.GetRequiredService(parameter.ParameterType) : null);
        var fetch = _fetch.Value;
        return new Loader<TKey, TValue>(Name, (keys, cancellationToken) => fetch(keys, given, cancellationToken), _maxBatchSize);
    }

    private static bool IsService(ParameterInfo parameter) => parameter.Position > 0 && parameter.ParameterType != typeof(CancellationToken);

    private Fetch Compile()
    {
        var keys = Expression.Parameter(typeof(IReadOnlyList<TKey>), "keys");
        var services = Expression.Parameter(typeof(object[]), "services");
        var cancellation = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var arguments = _parameters.Select(parameter => parameter.Position == 0 ? keys
            : !IsService(parameter) ? cancellation
            : (Expression)Expression.Convert(Expression.ArrayIndex(services, Expression.Constant(parameter.Position)), parameter.ParameterType));
        return Expression.Lambda<Fetch>(Expression.Call(Method, arguments), keys, services, cancellation).Compile();
    }
}

internal sealed class LoaderMethodParameter(LoaderMethod method) : ResolverParameter
{
    public override bool IsLoader => true;

    public override object Bind(RequestExecution execution, FieldPlan plan, object?[] arguments)
        => execution.Loaders.Get(method, () => method.Create(execution.Services));
}
