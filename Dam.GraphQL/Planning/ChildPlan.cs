using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>The selections below a composite field, compiled for each concrete type when an object of it first turns up.</summary>
internal sealed class ChildPlan(VariantPlan variant, CompositeType type, IReadOnlyList<Field> nodes)
{
    private volatile KeyValuePair<ObjectType, SelectionPlan>[] _selections = [];

    public CompositeType Type { get; } = type;

    public SelectionPlan For(ObjectType concrete)
    {
        foreach (var known in _selections)
        {
            if (ReferenceEquals(known.Key, concrete))
            {
                return known.Value;
            }
        }

        return Compile(concrete);
    }

    /// <summary>Whether some possible type selects the response keys of a path such as <c>nodes.title</c>.</summary>
    public bool Includes(ReadOnlySpan<char> path)
    {
        var dot = path.IndexOf('.');
        var name = (dot < 0 ? path : path[..dot]).ToString();
        foreach (var possible in variant.Operation.Schema.PossibleTypes(Type))
        {
            foreach (var field in For(possible).Fields)
            {
                if (string.Equals(field.Field.Name, name, StringComparison.Ordinal)
                    && (dot < 0 || (field.Children?.Includes(path[(dot + 1)..]) ?? false)))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private SelectionPlan Compile(ObjectType concrete)
    {
        lock (this)
        {
            foreach (var known in _selections)
            {
                if (ReferenceEquals(known.Key, concrete))
                {
                    return known.Value;
                }
            }

            var selection = variant.Compile(concrete, nodes.Select(node => node.SelectionSet!));
            _selections = [.. _selections, new(concrete, selection)];
            return selection;
        }
    }
}
