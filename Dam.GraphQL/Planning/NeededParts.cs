using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>Joins what the selected fields need. Each fragment is walked once, so the work is no more than the document is long.</summary>
internal sealed class NeededParts
{
    private readonly VariantPlan _plan;
    private readonly Type _parts;
    private readonly HashSet<string> _fragments = new(StringComparer.Ordinal);
    private readonly Stack<(SelectionSet Set, CompositeType Type)> _open = new();
    private long _needed;

    private NeededParts(VariantPlan plan, Type parts)
    {
        _plan = plan;
        _parts = parts;
    }

    /// <param name="needed">A constructed <c>Needed&lt;T&gt;</c>.</param>
    public static object Of(VariantPlan plan, Type needed)
    {
        var parts = needed.GetGenericArguments()[0];
        var walk = new NeededParts(plan, parts);
        walk.Run(plan.Operation.Definition.SelectionSet, plan.Operation.Root);
        return Activator.CreateInstance(needed, Enum.ToObject(parts, walk._needed))!;
    }

    private void Run(SelectionSet root, CompositeType type)
    {
        _open.Push((root, type));
        while (_open.TryPop(out var at))
        {
            foreach (var selection in at.Set.Selections.Where(_plan.IsSelected))
            {
                switch (selection)
                {
                    case Field field:
                        Take(field, at.Type);
                        break;
                    case InlineFragment inline:
                        Enter(inline.SelectionSet, inline.TypeCondition, at.Type);
                        break;
                    case FragmentSpread spread when _fragments.Add(spread.Name):
                        var fragment = _plan.Operation.Fragments[spread.Name];
                        Enter(fragment.SelectionSet, fragment.TypeCondition, at.Type);
                        break;
                }
            }
        }
    }

    private void Enter(SelectionSet set, NamedTypeReference? condition, CompositeType type) =>
        _open.Push((set, condition is null ? type : (CompositeType)_plan.Operation.Schema.GetType(condition.Name)!));

    private void Take(Field field, CompositeType type)
    {
        var schema = _plan.Operation.Schema;
        foreach (var possible in schema.PossibleTypes(type))
        {
            if (possible.Fields.Any(other => Says(other)) && schema.FindField(possible, field.Name) is { } found && !field.Name.StartsWith("__", StringComparison.Ordinal))
            {
                _needed |= Says(found) ? Convert.ToInt64(found.Needs, provider: null) : Everything();
            }
        }

        if (field.SelectionSet is { } below && schema.FindField(type, field.Name)?.Type.Named is CompositeType child)
        {
            _open.Push((below, child));
        }
    }

    private bool Says(FieldDefinition field) => field.Needs?.GetType() == _parts;

    private long Everything() => Enum.GetValues(_parts).Cast<object>().Aggregate(0L, (all, part) => all | Convert.ToInt64(part, provider: null));
}
