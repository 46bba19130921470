using System.Reflection;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Fields of object and interface types.</summary>
internal sealed partial class SchemaCompiler
{
    private const BindingFlags Instance = BindingFlags.Public | BindingFlags.Instance;

    private NamedList<FieldDefinition> ObjectFields(ObjectType type, Type runtime, Type? annotationClass, string[] ignore)
    {
        var fields = new List<FieldDefinition>();
        var node = _nodeOf.GetValueOrDefault(runtime);
        if (node is not null)
        {
            fields.Add(NodeIdField(node, runtime, annotationClass));
        }

        foreach (var name in ignore.Where(name => runtime.GetProperty(name, Instance) is null))
        {
            _problems.Add($"{Naming.Show(annotationClass!)}: {Naming.Show(runtime)} has no property '{name}' to ignore.");
        }

        foreach (var name in NeedsOf(annotationClass).SelectMany(needs => needs.Members).Where(name => runtime.GetProperty(name, Instance) is null))
        {
            _problems.Add($"{Naming.Show(annotationClass!)}: {Naming.Show(runtime)} has no property '{name}' to need something.");
        }

        var replaced = StaticMembers(annotationClass).Concat(_extensions[runtime].SelectMany(StaticMembers))
            .Select(Naming.FieldName).ToHashSet(StringComparer.Ordinal);
        foreach (var property in Properties(runtime).Where(property => !ignore.Contains(property.Name, StringComparer.Ordinal)))
        {
            if (!replaced.Contains(Naming.FieldName(property)) && (node is null || Naming.FieldName(property) != IdField))
            {
                Try(() => fields.Add(Field(type, runtime, property, annotationClass)));
            }
        }

        if (annotationClass is null && runtime.IsDefined(typeof(ObjectTypeAttribute)))
        {
            foreach (var method in Methods(runtime).Where(method => !replaced.Contains(Naming.FieldName(method))))
            {
                Try(() => fields.Add(Field(type, runtime, method, annotationClass)));
            }
        }

        if (annotationClass is not null)
        {
            AddStaticFields(fields, type, runtime, annotationClass);
        }

        foreach (var extension in _extensions[runtime])
        {
            AddStaticFields(fields, type, runtime, extension);
        }

        AddInherited(fields, type, runtime);
        return new NamedList<FieldDefinition>(fields);
    }

    /// <summary>What an interface declares and the type does not show itself, such as a default implementation.</summary>
    private void AddInherited(List<FieldDefinition> fields, ObjectType type, Type runtime)
    {
        foreach (var face in type.Interfaces.Select(face => face.ClrType!).Where(face => face.IsAssignableFrom(runtime)))
        {
            foreach (var property in Properties(face).Where(property => fields.TrueForAll(field => !string.Equals(field.Name, Naming.FieldName(property), StringComparison.Ordinal))))
            {
                Try(() => fields.Add(Field(type, runtime, property, annotationClass: null)));
            }
        }
    }

    private void AddStaticFields(List<FieldDefinition> fields, ObjectType type, Type? runtime, Type annotationClass)
    {
        foreach (var member in StaticMembers(annotationClass))
        {
            Try(() =>
            {
                var field = member is MethodInfo method && IsByConvention(method) ? Mutation(type, method) : Field(type, runtime, member, annotationClass);
                if (fields.Find(other => string.Equals(other.Name, field.Name, StringComparison.Ordinal)) is { } other)
                {
                    throw new SchemaException($"{Naming.Show(member)} and {other.ClrMember} are both the field \"{type}.{field.Name}\".");
                }

                fields.Add(field);
            });
        }
    }

    private NamedList<FieldDefinition> InterfaceFields(InterfaceType type, Type clr)
    {
        var fields = new List<FieldDefinition>();
        foreach (var member in Properties(clr).Concat<MemberInfo>(Methods(clr)))
        {
            Try(() =>
            {
                var (field, _) = Describe(type, clr, member, clr);
                fields.Add(field);
            });
        }

        return new NamedList<FieldDefinition>(fields);
    }

    private static IEnumerable<PropertyInfo> Properties(Type type)
        => type.GetInterfaces().Where(_ => type.IsInterface).SelectMany(face => face.GetProperties(Instance)).Concat(type.GetProperties(Instance))
            .GroupBy(property => property.Name, StringComparer.Ordinal)
            .SelectMany(group => group.Where(property => !group.Any(other => Hides(other.DeclaringType!, property.DeclaringType!))))
            .Where(property => property.GetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0 && !property.IsDefined(typeof(GraphQLIgnoreAttribute)))
            .Where(property => !type.IsAssignableTo(typeof(Exception)) || IsOwnOrMessage(property))
            .OrderBy(property => Depth(property.DeclaringType!)).ThenBy(property => property.MetadataToken)
            .DistinctBy(property => property.Name, StringComparer.Ordinal);

    private static bool Hides(Type derived, Type declaring) => derived != declaring && declaring.IsAssignableFrom(derived);

    /// <summary>Of an exception: what its author gave it, and nothing of where it comes from.</summary>
    private static bool IsOwnOrMessage(PropertyInfo property)
        => string.Equals(property.Name, nameof(Exception.Message), StringComparison.Ordinal) || typeof(Exception).GetProperty(property.Name) is null;

    private static int Depth(Type type) => type.BaseType is { } parent ? Depth(parent) + 1 : 0;

    /// <summary>Methods that the type's author wrote: none of object's, of a record's, or behind properties.</summary>
    private static IEnumerable<MethodInfo> Methods(Type type)
        => type.GetMethods(Instance)
            .Where(method => !method.IsSpecialName && !method.IsGenericMethod && method.GetBaseDefinition().DeclaringType != typeof(object)
                && method.Name is not ("Equals" or "GetHashCode" or "ToString" or "Deconstruct" or "<Clone>$" or "GetType")
                && !method.IsDefined(typeof(GraphQLIgnoreAttribute)))
            .OrderBy(method => method.MetadataToken);

    private static IEnumerable<MemberInfo> StaticMembers(Type? type)
    {
        const BindingFlags Static = BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type is null
            ? []
            : type.GetProperties(Static).Concat<MemberInfo>(type.GetMethods(Static).Where(method => !method.IsSpecialName && !method.IsGenericMethod))
                .Where(member => !member.IsDefined(typeof(GraphQLIgnoreAttribute)) && !member.IsDefined(typeof(DataLoaderAttribute)))
                .OrderBy(member => member.MetadataToken);
    }

    private FieldDefinition Field(ObjectType type, Type? runtime, MemberInfo member, Type? annotationClass)
    {
        var (field, parameters) = Describe(type, runtime, member, annotationClass);
        field.Permissions = Permissions(runtime, member, annotationClass);
        field.Needs = Needs(member, annotationClass);
        if (runtime is null)
        {
            RequirePolicy(type, field, member);
        }

        var factory = new ResolverFactory(member, runtime, field, parameters, isRoot: runtime is null);
        if (runtime is null && member.DeclaringType!.IsDefined(typeof(SubscriptionTypeAttribute)))
        {
            (field.Source, field.Resolver) = factory.CreateSource();
        }
        else
        {
            field.Resolver = ListPaging(member) is { } paging ? factory.CreatePaged(paging) : factory.Create();
        }

        return field;
    }

    private void RequirePolicy(ObjectType root, FieldDefinition field, MemberInfo member)
    {
        if (field.Permissions.Count == 0 && _sources.RequirePolicy && !IsForAnyCaller(member))
        {
            throw new SchemaException($"{Naming.Show(member)}: the root field \"{root}.{field.Name}\" needs [Authorize(\"…\")] or [AnyCaller].");
        }
    }

    private static bool IsForAnyCaller(MemberInfo member)
        => member.IsDefined(typeof(AnyCallerAttribute)) || member.DeclaringType!.IsDefined(typeof(AnyCallerAttribute));

    private static IEnumerable<NeedsAttribute> NeedsOf(MemberInfo? place) => place?.GetCustomAttributes<NeedsAttribute>() ?? [];

    /// <summary>What the member says itself, or its object's class for it.</summary>
    private static Enum? Needs(MemberInfo member, Type? annotationClass)
    {
        var needs = NeedsOf(member).FirstOrDefault() ?? NeedsOf(annotationClass).FirstOrDefault(needs => needs.Members.Contains(member.Name, StringComparer.Ordinal));
        return needs?.Parts as Enum ?? (needs is null ? null : throw new SchemaException($"{Naming.Show(member)}: [Needs] takes a value of an enum."));
    }

    private string[] Permissions(Type? runtime, MemberInfo member, Type? annotationClass)
    {
        // Rules on the type hold for every field of it; those on an extension class only for the extension's.
        IEnumerable<MemberInfo?> places = [runtime, runtime is null ? null : _annotations[runtime], annotationClass, member];
        return
        [
            .. places.OfType<MemberInfo>().Distinct()
                .SelectMany(place => place.GetCustomAttributes<AuthorizeAttribute>(inherit: true))
                .Select(rule => rule.Permission)
                .Distinct(StringComparer.Ordinal),
        ];
    }

    /// <summary>The field without its resolver, and what its C# parameters are.</summary>
    private (FieldDefinition Field, List<MethodParameter> Parameters) Describe(NamedType type, Type? runtime, MemberInfo member, Type? annotationClass)
    {
        var method = member as MethodInfo;
        if (method is not null && (method.ReturnType == typeof(void) || method.ReturnType == typeof(Task) || method.ReturnType == typeof(ValueTask)))
        {
            throw new SchemaException($"{Naming.Show(member)} returns nothing: a field must have a value.");
        }

        var info = member switch
        {
            PropertyInfo property => _nullability.Create(property),
            _ => _nullability.Create(method!.ReturnParameter),
        };
        if (method?.IsDefined(typeof(BatchResolverAttribute)) == true)
        {
            info = BatchItem(info, method);
        }

        var paging = ListPaging(member);
        var fieldType = paging is null ? MapType(info, member, member, isInput: false) : PagedType(info, member, paging);
        var parameters = new List<MethodParameter>();
        foreach (var parameter in method?.GetParameters() ?? [])
        {
            parameters.Add(Parameter(parameter, runtime));
        }

        var field = new FieldDefinition(Naming.FieldName(member), fieldType)
        {
            Description = Description(member),
            DeprecationReason = Deprecation(member),
            AppliedDirectives = Applied(member),
            Weight = Attribute<CostAttribute>(member)?.Weight,
            ListSize = ListSizeOf(member),
            ClrMember = Naming.Show(member),
            Arguments = new NamedList<InputValue>(
            [
                .. parameters.SelectMany(parameter => parameter.Arguments),
                .. paging is null ? [] : PageArgumentDefinitions(Naming.Show(member)),
            ]),
        };
        return (field, parameters);
    }

    /// <summary>A batch resolver returns a list of the field's values.</summary>
    private static NullabilityInfo BatchItem(NullabilityInfo info, MethodInfo method)
    {
        var list = info.Type.IsGenericType && info.Type.GetGenericTypeDefinition() is { } definition && (definition == typeof(Task<>) || definition == typeof(ValueTask<>))
            ? info.GenericTypeArguments[0]
            : info;
        return list.Type.IsGenericType && list.Type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
            ? list.GenericTypeArguments[0]
            : throw new SchemaException($"{Naming.Show(method)}: a batch resolver returns IReadOnlyList<T>, or a task of it.");
    }
}
