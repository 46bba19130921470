using System.Reflection;
using Dam.GraphQL.Data;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Paged fields.</summary>
internal sealed partial class SchemaCompiler
{
    /// <summary>The paging of a field that returns a list; null when it is not paged, or pages itself.</summary>
    /// <exception cref="SchemaException">The paging cannot hold.</exception>
    private static UsePagingAttribute? ListPaging(MemberInfo member)
    {
        if (member.GetCustomAttribute<UsePagingAttribute>() is not { } paging)
        {
            return null;
        }

        if (paging.Problem is { } problem)
        {
            throw new SchemaException($"{Naming.Show(member)}: {problem}.");
        }

        var returned = Unwrap(member is PropertyInfo property ? property.PropertyType : ((MethodInfo)member).ReturnType);
        if (member is MethodInfo method && Array.Exists(method.GetParameters(), parameter => parameter.ParameterType == typeof(PageArguments)))
        {
            return IsConnection(returned) || member.IsDefined(typeof(BatchResolverAttribute))
                ? null
                : throw new SchemaException($"{Naming.Show(member)}: a paged resolver that takes PageArguments returns a Connection<T>.");
        }

        return Lists.ItemType(returned) is not null && !member.IsDefined(typeof(BatchResolverAttribute))
            ? paging
            : throw new SchemaException($"{Naming.Show(member)}: a paged field returns a list, or takes PageArguments and returns a Connection<T>.");
    }

    private static bool IsConnection(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Connection<,>))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The type of a field whose list is paged.</summary>
    private GraphType PagedType(NullabilityInfo info, MemberInfo member, UsePagingAttribute paging)
    {
        info = IsTask(info.Type) ? info.GenericTypeArguments[0] : info;
        var item = ItemInfo(info, info.Type);
        if (item.ReadState == NullabilityState.Nullable || Nullable.GetUnderlyingType(item.Type) is not null)
        {
            throw new SchemaException($"{Naming.Show(member)}: the items of a paged list cannot be null.");
        }

        var clr = paging.IncludeTotalCount
            ? typeof(Connection<>).MakeGenericType(item.Type)
            : typeof(Connection<,>).MakeGenericType(item.Type, typeof(Edge<>).MakeGenericType(item.Type));
        var type = OutputType(clr, member);
        return info.ReadState == NullabilityState.Nullable ? type : type.NonNull();
    }

    private static InputValue[] PageArgumentDefinitions(string member) =>
    [
        Paging(member, "first", BuiltInScalars.Int, "Items from the front."),
        Paging(member, "after", BuiltInScalars.String, "The cursor behind which they begin."),
        Paging(member, "last", BuiltInScalars.Int, "Items from the end."),
        Paging(member, "before", BuiltInScalars.String, "The cursor before which they end."),
    ];

    private static InputValue Paging(string member, string name, ScalarType type, string description)
        => new(name, type) { Description = description, ClrMember = member };
}
