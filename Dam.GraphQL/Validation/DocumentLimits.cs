using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>
/// Not in the specification: how deep each operation nests when its fragments are written out, so that whoever recurses over it later keeps its stack. Each fragment
/// is measured once, after the ones that it spreads.
/// </summary>
internal sealed class DocumentLimits(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<DefinitionFacts, int> _depths = [];

    public override void LeaveDocument()
    {
        foreach (var facts in Context.Definitions)
        {
            if (facts.Definition is OperationDefinition operation && DepthOf(facts) > Context.Options.MaxDepth)
            {
                Context.Report($"Operation is nested deeper than {Context.Options.MaxDepth} levels with its fragments.", operation.Start);
            }
        }
    }

    /// <summary>Walks the fragments with its own stack, since a chain of them may be long. A cycle, which another rule reports, counts as nothing.</summary>
    private int DepthOf(DefinitionFacts start)
    {
        var open = new Stack<(DefinitionFacts Facts, bool IsReady)>([(start, false)]);
        var entered = new HashSet<DefinitionFacts>();
        while (open.TryPop(out var next))
        {
            if (next.IsReady)
            {
                _depths[next.Facts] = Measure(next.Facts.Definition.SelectionSet);
                continue;
            }

            if (_depths.ContainsKey(next.Facts) || !entered.Add(next.Facts))
            {
                continue;
            }

            open.Push((next.Facts, true));
            foreach (var spread in next.Facts.Spreads)
            {
                if (Context.FindFragment(spread.Name) is { } fragment)
                {
                    open.Push((fragment, false));
                }
            }
        }

        return _depths[start];
    }

    private int Measure(SelectionSet selections) => 1 + selections.Selections.Select(selection => selection switch
    {
        Field { SelectionSet: { } nested } => Measure(nested),
        InlineFragment fragment => Measure(fragment.SelectionSet),
        FragmentSpread spread when Context.FindFragment(spread.Name) is { } fragment => _depths.GetValueOrDefault(fragment),
        _ => 0,
    }).DefaultIfEmpty().Max();
}
