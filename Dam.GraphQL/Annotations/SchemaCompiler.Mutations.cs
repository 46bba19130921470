using System.Reflection;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Mutations by convention: one input made of the arguments, a payload made of the result and the errors.</summary>
internal sealed partial class SchemaCompiler
{
    private readonly Dictionary<Type, ObjectType> _exceptions = [];

    private static bool IsByConvention(MethodInfo method)
        => Errors(method).Length > 0 || method.IsDefined(typeof(UseMutationConventionAttribute)) || ReturnsErrors(method);

    private static Type[] Errors(MethodInfo method) => [.. method.GetCustomAttributes().OfType<IErrorAnnotation>().Select(annotation => annotation.Error)];

    private static bool ReturnsErrors(MethodInfo method) => Unwrap(method.ReturnType).IsAssignableTo(typeof(IMutationResult));

    private static Type Unwrap(Type type) => IsTask(type) ? type.GetGenericArguments()[0] : type;

    private static bool IsTask(Type type)
        => type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));

    /// <summary>The engine's own interface for errors, where mutations have errors and the API has no such interface.</summary>
    private void AddErrorInterface()
    {
        var hasErrors = _sources.Types.Where(type => type.IsDefined(typeof(MutationTypeAttribute)))
            .SelectMany(StaticMembers).OfType<MethodInfo>().Any(method => Errors(method).Length > 0);
        if (hasErrors && !_byName.ContainsKey(MutationConvention.ErrorInterface))
        {
            AddInterface(typeof(IMutationError), MutationConvention.ErrorInterface);
        }
    }

    private FieldDefinition Mutation(ObjectType root, MethodInfo method)
    {
        var name = Naming.FieldName(method);
        var pascal = char.ToUpperInvariant(name[0]) + name[1..];
        var member = Naming.Show(method);
        if (!method.DeclaringType!.IsDefined(typeof(MutationTypeAttribute)))
        {
            throw new SchemaException($"{member}: only mutations have errors by convention.");
        }

        var errors = Errors(method);
        if (ReturnsErrors(method) && errors.Length == 0)
        {
            throw new SchemaException($"{member} returns a MutationResult<T>: name its errors with [Error<T>].");
        }

        var convention = new MutationConvention(errors, method, ReturnsErrors(method));
        var parameters = method.GetParameters().Select(parameter => Parameter(parameter, runtime: null)).ToList();
        var arguments = parameters.SelectMany(parameter => parameter.Arguments).ToArray();
        if (arguments is not ([] or [{ Name: "input", Type.Named: InputObjectType }]))
        {
            arguments = [Input(pascal + "Input", arguments, member)];
            parameters = [.. parameters.Select(InInput)];
        }

        var (payload, result) = Payload(pascal, method, errors);
        var field = new FieldDefinition(name, payload.NonNull())
        {
            Description = Description(method),
            DeprecationReason = Deprecation(method),
            AppliedDirectives = Applied(method),
            ClrMember = member,
            Arguments = new NamedList<InputValue>(arguments),
            Permissions = Permissions(runtime: null, method, method.DeclaringType),
        };
        RequirePolicy(root, field, method);
        field.Resolver = new ResolverFactory(method, runtime: null, field, parameters, isRoot: true).CreateMutation(convention, Unwrap(method.ReturnType), result);
        return field;
    }

    private static MethodParameter InInput(MethodParameter parameter) => parameter is { Bind: { } bind, Arguments.Count: > 0 }
        ? parameter with { Bind = first => new InputFieldParameter(bind(first)) }
        : parameter;

    private InputValue Input(string name, InputValue[] fields, string member)
    {
        var type = new InputObjectType(name) { Fields = new NamedList<InputValue>(fields) };
        AddName(type, clr: null, member);
        return new InputValue("input", type.NonNull()) { ClrMember = member };
    }

    /// <summary>The payload's type, and the C# type of its result.</summary>
    private (ObjectType Payload, Type Result) Payload(string prefix, MethodInfo method, Type[] errors)
    {
        var info = _nullability.Create(method.ReturnParameter);
        while (IsTask(info.Type) || info.Type.IsAssignableTo(typeof(IMutationResult)))
        {
            info = info.GenericTypeArguments[0];
        }

        var member = Naming.Show(method);
        if (info.Type == typeof(void) || info.Type == typeof(Task) || info.Type == typeof(ValueTask))
        {
            throw new SchemaException($"{member} returns nothing: a payload must have a result.");
        }

        var type = MapType(info, method, method, isInput: false);
        var clr = info.Type.IsValueType && Nullable.GetUnderlyingType(info.Type) is null ? typeof(Nullable<>).MakeGenericType(info.Type) : info.Type;
        var runtime = typeof(MutationPayload<>).MakeGenericType(clr);
        var payload = new ObjectType(prefix + "Payload");
        AddName(payload, runtime, member);

        var name = method.GetCustomAttribute<UseMutationConventionAttribute>()?.PayloadFieldName ?? (type.IsLeaf ? "result" : Naming.CamelCase(type.Named.Name));
        var fields = new List<FieldDefinition>
        {
            errors.Length == 0
                ? PayloadField(name, type, "What the mutation answers.", runtime, nameof(MutationPayload<>.Result), member)
                : PayloadField(name, type.Nullable, "What the mutation answers; null when there are errors.", runtime, nameof(MutationPayload<>.Result), member),
        };
        if (errors.Length > 0)
        {
            var union = new UnionType(prefix + "Error") { Types = new NamedList<ObjectType>(errors.Select(error => Error(error, method))) };
            AddName(union, clr: null, member);
            fields.Add(PayloadField("errors", union.NonNull().List(), "Why nothing was done; null when all went well.", runtime, nameof(MutationPayload<>.Errors), member));
        }

        payload.Fields = new NamedList<FieldDefinition>(fields);
        return (payload, clr);
    }

    private static FieldDefinition PayloadField(string name, GraphType type, string description, Type runtime, string property, string member)
    {
        var field = new FieldDefinition(name, type) { Description = description, ClrMember = member };
        field.Resolver = new ResolverFactory(runtime.GetProperty(property)!, runtime, field, [], isRoot: false).Create();
        return field;
    }

    /// <summary>The object type of an error. An exception needs no annotation: its message and its own properties are fields.</summary>
    private ObjectType Error(Type error, MethodInfo method)
    {
        if (_byName.GetValueOrDefault(MutationConvention.ErrorInterface) is not InterfaceType { ClrType: { } face })
        {
            throw new SchemaException($"{Naming.Show(method)}: \"{MutationConvention.ErrorInterface}\" must be an interface for a mutation to have errors.");
        }

        if (_exceptions.TryGetValue(error, out var known))
        {
            return known;
        }

        if (typeof(Exception).IsAssignableFrom(error) && !_outputs.ContainsKey(error))
        {
            var type = AddObject(error, name: null, annotationClass: null, ignore: [], implements: [face]);
            _exceptions.Add(error, type);
            return type;
        }

        return face.IsAssignableFrom(error)
            ? OutputType(error, method) as ObjectType ?? throw new SchemaException($"{Naming.Show(method)}: the error {Naming.Show(error)} is no object type.")
            : throw new SchemaException($"{Naming.Show(method)}: the error {Naming.Show(error)} must implement {Naming.Show(face)}.");
    }
}
