using System.Linq.Expressions;
using System.Reflection;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Annotations;

/// <summary>A mutation's payload at run time. A result of a value type comes as a nullable one: with errors there is none.</summary>
internal sealed class MutationPayload<TResult>(object? result, IReadOnlyList<object>? errors)
{
    public TResult Result => (TResult)result!;

    public IReadOnlyList<object>? Errors { get; } = errors;
}

/// <summary>A parameter whose argument is a field of the mutation's input.</summary>
internal sealed class InputFieldParameter(ResolverParameter inner) : ResolverParameter
{
    public override bool IsArgument => inner.IsArgument;

    public override object? Bind(RequestExecution execution, FieldPlan plan, object?[] arguments)
        => inner.Bind(execution, plan, ((InputObjectValue)arguments[0]!).Values);
}

/// <summary>Which exceptions of a mutation are errors of its payload.</summary>
internal sealed class MutationConvention
{
    public const string ErrorInterface = "Error";

    private const string FactoryMethod = "CreateErrorFrom";

    private readonly Dictionary<Type, Func<Exception, object>> _byException = [];

    /// <param name="errors">The error types that the method names.</param>
    /// <param name="method">The method.</param>
    /// <param name="returnsErrors">Whether it may return errors as values.</param>
    /// <exception cref="SchemaException">An error can never come about, or two are made of one exception.</exception>
    public MutationConvention(IReadOnlyList<Type> errors, MethodInfo method, bool returnsErrors)
    {
        foreach (var error in errors)
        {
            var makers = Makers(error).ToArray();
            if (makers.Length == 0 && !returnsErrors)
            {
                throw new SchemaException(
                    $"{Naming.Show(method)}: the error {Naming.Show(error)} is neither an exception nor made of one (by a public constructor, or a static method {FactoryMethod}, that takes it), and the method does not return a MutationResult<T>.");
            }

            foreach (var (exception, make) in makers)
            {
                if (!_byException.TryAdd(exception, make))
                {
                    throw new SchemaException($"{Naming.Show(method)}: two errors are made of the exception {Naming.Show(exception)}.");
                }
            }
        }
    }

    /// <summary>Runs the method and answers its payload.</summary>
    public Invoke<ValueTask<MutationPayload<TResult>>> Wrap<T, TResult>(Invoke<ValueTask<T>> method) => async (parent, bound) =>
    {
        IReadOnlyList<object>? errors = null;
        try
        {
            object? value = await method(parent, bound);
            return value is IMutationResult result ? new(result.Value, result.Errors) : new(value, errors: null);
        }
        catch (Exception exception) when ((errors = ErrorsOf(exception)) is not null)
        {
            return new(result: null, errors);
        }
    };

    /// <summary>The errors that an exception stands for; null when it is none of the mutation's.</summary>
    private object[]? ErrorsOf(Exception exception)
    {
        for (var type = exception.GetType(); type is not null; type = type.BaseType)
        {
            if (_byException.TryGetValue(type, out var make))
            {
                return [make(exception)];
            }
        }

        if (exception is not AggregateException several)
        {
            return null;
        }

        var errors = several.InnerExceptions.Select(ErrorsOf).ToArray();
        return Array.TrueForAll(errors, error => error is not null) ? [.. errors.SelectMany(error => error!)] : null;
    }

    private static IEnumerable<(Type Exception, Func<Exception, object> Make)> Makers(Type error)
    {
        if (typeof(Exception).IsAssignableFrom(error))
        {
            return [(error, exception => exception)];
        }

        var constructors = error.GetConstructors().Select(constructor => (Parameters: constructor.GetParameters(), Call: (Func<Expression, Expression>)(given => Expression.New(constructor, given))));
        var factories = error.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => string.Equals(method.Name, FactoryMethod, StringComparison.Ordinal) && error.IsAssignableFrom(method.ReturnType))
            .Select(method => (Parameters: method.GetParameters(), Call: (Func<Expression, Expression>)(given => Expression.Call(method, given))));
        return constructors.Concat(factories)
            .Where(maker => maker.Parameters is [{ } only] && typeof(Exception).IsAssignableFrom(only.ParameterType))
            .Select(maker => (maker.Parameters[0].ParameterType, Compile(maker.Parameters[0].ParameterType, maker.Call)));
    }

    private static Func<Exception, object> Compile(Type type, Func<Expression, Expression> call)
    {
        var exception = Expression.Parameter(typeof(Exception), "exception");
        return Expression.Lambda<Func<Exception, object>>(Expression.Convert(call(Expression.Convert(exception, type)), typeof(object)), exception).Compile();
    }
}
