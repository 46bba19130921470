using System.Collections;
using System.Reflection;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

internal sealed partial class SchemaCompiler
{
    private ObjectType AddObject(Type runtime, string? name, Type? annotationClass, string[] ignore, Type[] implements)
    {
        var type = new ObjectType(name ?? OutputName(runtime))
        {
            ClrType = runtime,
            Description = (annotationClass is null ? null : Description(annotationClass)) ?? Description(runtime),
            AppliedDirectives = [.. Applied(runtime), .. annotationClass is null ? [] : Applied(annotationClass)],
            Weight = (annotationClass?.GetCustomAttribute<CostAttribute>() ?? runtime.GetCustomAttribute<CostAttribute>())?.Weight,
        };
        if (!_outputs.TryAdd(runtime, type))
        {
            throw new SchemaException($"{Naming.Show(annotationClass ?? runtime)}: {Naming.Show(runtime)} has an object type already, \"{_outputs[runtime]}\".");
        }

        AddName(type, runtime);
        _annotations.Add(runtime, annotationClass);
        _open.Enqueue(() =>
        {
            type.Interfaces = [.. Interfaces(runtime, implements).Concat(NodeInterface(runtime)).Distinct()];
            type.Fields = ObjectFields(type, runtime, annotationClass, ignore);
        });
        return type;
    }

    private void AddInterface(Type clr, string? name)
    {
        var type = new InterfaceType(name ?? Naming.TypeName(clr)) { ClrType = clr, Description = Description(clr), AppliedDirectives = Applied(clr) };
        _outputs.Add(clr, type);
        AddName(type, clr);
        _open.Enqueue(() =>
        {
            type.Interfaces = [.. Interfaces(clr, []).Where(face => face != type).Distinct()];
            type.Fields = InterfaceFields(type, clr);
        });
    }

    private void AddUnion(Type marker, UnionTypeAttribute annotation)
    {
        var type = new UnionType(annotation.Name ?? Naming.TypeName(marker)) { ClrType = marker, Description = Description(marker), AppliedDirectives = Applied(marker) };
        _outputs.Add(marker, type);
        AddName(type, marker);
        _open.Enqueue(() => type.Types = new NamedList<ObjectType>(annotation.Types.Select(member => OutputType(member, marker) as ObjectType
            ?? throw new SchemaException($"{Naming.Show(marker)}: {Naming.Show(member)} is no object type."))));
    }

    private EnumType AddEnum(Type clr)
    {
        var type = new EnumType(clr.GetCustomAttribute<GraphQLNameAttribute>()?.Name ?? clr.Name)
        {
            ClrType = clr,
            Description = Description(clr),
            AppliedDirectives = Applied(clr),
            Weight = clr.GetCustomAttribute<CostAttribute>()?.Weight,
            Values = new NamedList<EnumTypeValue>(clr.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Where(field => !field.IsDefined(typeof(GraphQLIgnoreAttribute)))
                .Select(field => new EnumTypeValue(field.GetCustomAttribute<GraphQLNameAttribute>()?.Name ?? Naming.EnumValue(field.Name))
                {
                    Description = Description(field),
                    DeprecationReason = Deprecation(field),
                    AppliedDirectives = Applied(field),
                    ClrValue = field.GetValue(obj: null)!,
                })),
        };
        _outputs.Add(clr, type);
        _inputs.Add(clr, type);
        AddName(type, clr);
        return type;
    }

    private IEnumerable<InterfaceType> Interfaces(Type runtime, Type[] declared)
    {
        foreach (var face in runtime.GetInterfaces().Concat(declared).Concat(declared.SelectMany(type => type.GetInterfaces())))
        {
            if (_outputs.TryGetValue(face, out var known) && known is InterfaceType type)
            {
                yield return type;
            }
            else if (declared.Contains(face))
            {
                throw new SchemaException($"{Naming.Show(runtime)} cannot implement {Naming.Show(face)}, which is not annotated with [InterfaceType].");
            }
        }
    }

    /// <summary>The name of an output type: that of a generic one begins with its last argument's, so that <c>Edge&lt;Asset&gt;</c> is <c>AssetEdge</c>.</summary>
    private string OutputName(Type clr)
    {
        if (clr.GetCustomAttribute<GraphQLNameAttribute>() is { } named)
        {
            return named.Name;
        }

        if (clr.GetCustomAttribute<ObjectTypeAttribute>(inherit: false)?.Name is { } annotated)
        {
            return annotated;
        }

        if (clr.IsAssignableTo(typeof(Exception)) && clr.Name.EndsWith(nameof(Exception), StringComparison.Ordinal))
        {
            // As a mutation's error.
            return $"{clr.Name[..^nameof(Exception).Length]}Error";
        }

        return clr.IsGenericType ? OutputType(clr.GetGenericArguments()[0], clr).Name + Naming.TypeName(clr) : Naming.TypeName(clr);
    }

    /// <summary>The GraphQL type of a C# type that is a field's value.</summary>
    private NamedType OutputType(Type clr, MemberInfo user)
    {
        if (_outputs.TryGetValue(clr, out var known))
        {
            return known;
        }

        if (_scalars.TryGetValue(clr, out var scalar))
        {
            return scalar;
        }

        if (clr.IsEnum)
        {
            return AddEnum(clr);
        }

        if (clr.GetCustomAttribute<ObjectTypeAttribute>() is { } annotation)
        {
            return AddObject(clr, name: null, annotationClass: null, ignore: [], annotation.Implements);
        }

        // The nearest annotated base stands for a class that has no type of its own.
        if (clr.BaseType is { } parent && _outputs.TryGetValue(parent, out var inherited))
        {
            return inherited;
        }

        return IsData(clr)
            ? AddObject(clr, name: null, annotationClass: null, ignore: [], implements: [])
            : throw new SchemaException($"{Naming.Show(user)}: {Naming.Show(clr)} has no GraphQL type; annotate it, or say the type with [GraphQLType(\"…\")].");
    }

    /// <summary>Whether a class without annotation may become an object or input type.</summary>
    private static bool IsData(Type clr)
        => !clr.IsInterface && !clr.IsAbstract && !clr.IsPrimitive && !clr.IsPointer && !typeof(Delegate).IsAssignableFrom(clr)
            && clr != typeof(object) && clr != typeof(string)
            && !(clr.Namespace is { } space && (space.Equals("System", StringComparison.Ordinal) || space.StartsWith("System.", StringComparison.Ordinal)
                || space.StartsWith("Microsoft.", StringComparison.Ordinal)));

    /// <summary>The GraphQL type of a C# type with its nullability.</summary>
    private GraphType MapType(NullabilityInfo info, MemberInfo user, ICustomAttributeProvider annotated, bool isInput)
    {
        if (Attribute<GraphQLTypeAttribute>(annotated) is { } overridden && overridden.Type.AsSpan().ContainsAny('!', '['))
        {
            return Written(Parser.ParseType(overridden.Type), user);
        }

        var name = Attribute<GraphQLTypeAttribute>(annotated)?.Type ?? (Attribute<IDAttribute>(annotated) is null ? null : BuiltInScalars.Id.Name);
        return MapType(info, user, name, isInput);
    }

    private GraphType MapType(NullabilityInfo info, MemberInfo user, string? name, bool isInput)
    {
        var clr = info.Type;
        if (clr.IsGenericType)
        {
            var definition = clr.GetGenericTypeDefinition();
            if (definition == typeof(Optional<>))
            {
                return MapType(info.GenericTypeArguments[0], user, name, isInput).Nullable;
            }

            if (!isInput && (definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>)))
            {
                return MapType(info.GenericTypeArguments[0], user, name, isInput);
            }
        }

        var isNullable = info.ReadState == NullabilityState.Nullable || System.Nullable.GetUnderlyingType(clr) is not null;
        clr = System.Nullable.GetUnderlyingType(clr) ?? clr;
        GraphType type = name is null && ItemType(clr) is null || name is not null && !IsListFor(clr)
            ? Named(clr, user, name, isInput)
            : MapType(ItemInfo(info, clr), user, name, isInput).List();
        return isNullable ? type : type.NonNull();
    }

    private NamedType Named(Type clr, MemberInfo user, string? name, bool isInput)
    {
        if (name is not null)
        {
            return ByName(name, user);
        }

        return isInput ? InputType(clr, user) : OutputType(clr, user);
    }

    private NamedType ByName(string name, MemberInfo user)
        => _byName.GetValueOrDefault(name) ?? throw new SchemaException($"{Naming.Show(user)}: there is no type \"{name}\".");

    private GraphType Written(TypeReference reference, MemberInfo user) => reference switch
    {
        NonNullTypeReference nonNull => Written(nonNull.Of, user).NonNull(),
        ListTypeReference list => Written(list.Of, user).List(),
        NamedTypeReference named => ByName(named.Name, user),
        _ => throw new InvalidOperationException($"Unknown reference {reference}."),
    };

    private bool IsListFor(Type clr) => ItemType(clr) is not null;

    /// <summary>The type of a list's items; null when the type is no list.</summary>
    private Type? ItemType(Type clr)
    {
        if (clr == typeof(string) || _scalars.ContainsKey(clr) || _outputs.ContainsKey(clr))
        {
            return null;
        }

        return Lists.ItemType(clr);
    }

    private NullabilityInfo ItemInfo(NullabilityInfo info, Type clr)
    {
        if (info.ElementType is not null)
        {
            return info.ElementType;
        }

        // IReadOnlyList<T> and the like; a class that is a list by inheritance has items that are never null.
        return info.GenericTypeArguments.Length == 1 && typeof(IEnumerable).IsAssignableFrom(clr)
            ? info.GenericTypeArguments[0]
            : _nullability.Create(typeof(Holder<>).MakeGenericType(ItemType(clr)!).GetProperty(nameof(Holder<>.Item))!);
    }

    private sealed class Holder<T>
        where T : notnull
    {
        public T Item { get; init; } = default!;
    }
}
