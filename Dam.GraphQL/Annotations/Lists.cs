namespace Dam.GraphQL.Annotations;

/// <summary>Which C# types are lists.</summary>
internal static class Lists
{
    /// <summary>The item type of an array or of what implements <see cref="IEnumerable{T}"/> once; null when the type is no list.</summary>
    public static Type? ItemType(Type clr)
    {
        if (clr == typeof(string))
        {
            return null;
        }

        if (clr.IsArray)
        {
            return clr.GetElementType();
        }

        var lists = clr.GetInterfaces().Append(clr).Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)).ToArray();
        return lists.Length == 1 ? lists[0].GetGenericArguments()[0] : null;
    }
}
