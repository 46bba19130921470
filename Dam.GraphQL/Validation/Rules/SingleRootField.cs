using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.2.4.1: a subscription has one root field, which is not an introspection field and does not depend on <c>@skip</c> or <c>@include</c>.</summary>
internal sealed class SingleRootField(ValidationContext context) : ValidationRule(context)
{
    public override void EnterOperation(OperationDefinition operation)
    {
        if (operation.Kind != OperationKind.Subscription || Context.Schema.Subscription is not { } root)
        {
            return;
        }

        var selections = RootSelections(operation, root);
        var conditions = selections
            .SelectMany(selection => selection.Directives).Where(directive => directive.Name is "skip" or "include").Select(directive => directive.Start).ToArray();
        if (conditions.Length > 0)
        {
            Context.Report($"{Name(operation)} must not use `@skip` or `@include` directives in the top level selection.", conditions);
        }

        var fields = selections.OfType<Field>().ToArray();
        var others = fields.Where(field => !string.Equals(field.ResponseName, fields[0].ResponseName, StringComparison.Ordinal)).ToArray();
        if (others.Length > 0)
        {
            Context.Report($"{Name(operation)} must select only one top level field.", others.Select(field => field.Start));
        }

        foreach (var same in fields.GroupBy(field => field.ResponseName, StringComparer.Ordinal))
        {
            if (same.First().Name.StartsWith("__", StringComparison.Ordinal))
            {
                Context.Report($"{Name(operation)} must not select an introspection top level field.", same.Select(field => field.Start));
            }
        }
    }

    private static string Name(OperationDefinition operation) => operation.Name is { } name ? $"Subscription \"{name}\"" : "Anonymous Subscription";

    /// <summary>CollectSubscriptionFields(): the selections at the root, those of its fragments included, in the document's order.</summary>
    private List<Selection> RootSelections(OperationDefinition operation, ObjectType root)
    {
        var selections = new List<Selection>();
        var open = new Stack<Selection>(operation.SelectionSet.Selections.Reverse());
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (open.TryPop(out var selection))
        {
            selections.Add(selection);
            var (condition, inner) = selection switch
            {
                InlineFragment fragment => (fragment.TypeCondition, fragment.SelectionSet),
                FragmentSpread spread when seen.Add(spread.Name) && Context.FindFragment(spread.Name)?.Definition is FragmentDefinition fragment
                    => (fragment.TypeCondition, fragment.SelectionSet),
                _ => (null, null),
            };
            if (inner is null || (condition is not null && !(Context.Resolve(condition) is CompositeType type && Context.Schema.IsPossible(type, root))))
            {
                continue;
            }

            foreach (var next in inner.Selections.Reverse())
            {
                open.Push(next);
            }
        }

        return selections;
    }
}
