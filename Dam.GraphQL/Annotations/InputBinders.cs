using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Turns a coerced value into a C# value.</summary>
internal delegate object? Binder(object? value);

/// <summary>Makes binders; like resolvers they are compiled, and no reflection happens in a request.</summary>
internal static partial class InputBinders
{
    /// <summary>The binder of a C# type that stands for a GraphQL input type.</summary>
    public static Binder For(GraphType type, Type clr, SchemaCompiler compiler)
    {
        if (clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Optional<>))
        {
            var inner = clr.GetGenericArguments()[0];
            return Make(nameof(Given), inner, For(type, inner, compiler));
        }

        clr = Nullable.GetUnderlyingType(clr) ?? clr;
        switch (type.Nullable)
        {
            case ListType list:
                var item = Lists.ItemType(clr) ?? throw new SchemaException($"{Naming.Show(clr)} is no list, as \"{type}\" needs.");
                var items = Make(nameof(List), item, For(list.Of, item, compiler), clr);
                return Sorts.FieldsOf(item) is null ? items : OnceEach(items);
            case InputObjectType when Sorts.FieldsOf(clr) is { } fields:
                return Make(nameof(Sort), clr.GetGenericArguments()[0], fields);
            case InputObjectType input:
                var create = new Lazy<Func<InputObjectValue, object>>(() => Object(compiler.ShapeOf(input), input, compiler));
                Binder binder = value => value is null ? null : create.Value((InputObjectValue)value);
                return Filters.BoundsOf(clr) is { } bounds ? Within(bounds, input, binder) : binder;
            case ScalarType scalar:
                return Scalar(scalar, clr);
            default:
                return value => value;
        }
    }

    /// <summary>What a parameter gets when its argument was not given: the C# default, else null, or an unset <see cref="Optional{T}"/>.</summary>
    public static object? WhenAbsent(ParameterInfo parameter)
    {
        var clr = parameter.ParameterType;
        if (parameter is { HasDefaultValue: true, DefaultValue: { } value and not DBNull })
        {
            var plain = Nullable.GetUnderlyingType(clr) ?? clr;
            return plain.IsEnum ? Enum.ToObject(plain, value) : value;
        }

        return DefaultOf(clr);
    }

    private static object? DefaultOf(Type clr) => clr.IsValueType && Nullable.GetUnderlyingType(clr) is null ? Activator.CreateInstance(clr) : null;

    private static Binder Make(string method, Type type, params object[] arguments)
        => (Binder)typeof(InputBinders).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).Invoke(obj: null, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;

    private static Binder Given<T>(Binder inner) => value => new Optional<T>((T)inner(value)!);

    private static Binder List<T>(Binder inner, Type clr)
    {
        Func<T[], object> finish = clr.IsAssignableFrom(typeof(T[])) ? array => array
            : clr.IsAssignableFrom(typeof(List<T>)) ? array => new List<T>(array)
            : clr.IsAssignableFrom(typeof(HashSet<T>)) ? array => new HashSet<T>(array)
            : throw new SchemaException($"{Naming.Show(clr)} cannot be made of a list; use IReadOnlyList<{typeof(T).Name}>.");
        return value =>
        {
            if (value is null)
            {
                return null;
            }

            var items = (object?[])value;
            var array = items.Length == 0 ? [] : new T[items.Length];
            for (var i = 0; i < array.Length; i++)
            {
                array[i] = (T)inner(items[i])!;
            }

            return finish(array);
        };
    }

    private static Binder Scalar(ScalarType scalar, Type clr) => value =>
    {
        if (value is null || clr.IsInstanceOfType(value))
        {
            return value;
        }

        try
        {
            return (scalar == BuiltInScalars.Id && clr == typeof(Guid))
                ? Guid.Parse((string)value, CultureInfo.InvariantCulture)
                : scalar.ConvertTo(clr, value);
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or InvalidCastException)
        {
            throw new GraphQLException($"{scalar} cannot represent value: {value}", ErrorCodes.BadUserInput);
        }
    };

    private static Func<InputObjectValue, object> Object(InputShape shape, InputObjectType type, SchemaCompiler compiler)
    {
        var parameters = shape.Constructor?.GetParameters() ?? [];
        var types = parameters.Select(parameter => parameter.ParameterType).Concat(shape.Properties.Select(property => property.PropertyType)).ToArray();
        var binders = types.Select((clr, i) => For(type.Fields[i].Type, clr, compiler)).ToArray();
        var absent = parameters.Select(WhenAbsent).ToArray();
        var create = Constructor(shape, parameters);
        var setters = shape.Properties.Select(Setter).ToArray();
        return value =>
        {
            var arguments = new object?[parameters.Length];
            for (var i = 0; i < arguments.Length; i++)
            {
                arguments[i] = ReferenceEquals(value.Values[i], Absent.Value) ? absent[i] : binders[i](value.Values[i]);
            }

            var instance = create(arguments);
            for (var i = arguments.Length; i < value.Values.Length; i++)
            {
                if (!ReferenceEquals(value.Values[i], Absent.Value))
                {
                    setters[i - arguments.Length](instance, binders[i](value.Values[i]));
                }
            }

            return instance;
        };
    }

    private static Func<object?[], object> Constructor(InputShape shape, ParameterInfo[] parameters)
    {
        var values = Expression.Parameter(typeof(object[]), "values");
        var create = shape.Constructor is null
            ? Expression.New(shape.Clr)
            : Expression.New(
                shape.Constructor,
                parameters.Select((parameter, i) => Expression.Convert(Expression.ArrayIndex(values, Expression.Constant(i)), parameter.ParameterType)));
        return Expression.Lambda<Func<object?[], object>>(Expression.Convert(create, typeof(object)), values).Compile();
    }

    private static Action<object, object?> Setter(PropertyInfo property)
    {
        var instance = Expression.Parameter(typeof(object), "instance");
        var value = Expression.Parameter(typeof(object), "value");
        var target = property.DeclaringType!.IsValueType ? Expression.Unbox(instance, property.DeclaringType) : Expression.Convert(instance, property.DeclaringType);
        return Expression.Lambda<Action<object, object?>>(
            Expression.Call(target, property.SetMethod!, Expression.Convert(value, property.PropertyType)), instance, value).Compile();
    }
}
