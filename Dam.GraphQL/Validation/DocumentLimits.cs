using System.Runtime.InteropServices;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>
/// Not in the specification: depth and number of fields of each operation with its fragments written out, so that whoever follows the spreads later is safe from
/// fragments that multiply or nest. Each fragment is measured once, after the ones that it spreads.
/// </summary>
internal sealed class DocumentLimits(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<DefinitionFacts, Size> _sizes = [];

    public override void LeaveDocument()
    {
        foreach (var facts in Context.Definitions)
        {
            if (facts.Definition is not OperationDefinition operation || Context.IsFull)
            {
                continue;
            }

            var size = SizeOf(facts);
            if (size.Depth > Context.Options.MaxDepth)
            {
                Context.Report($"Operation is nested deeper than {Context.Options.MaxDepth} levels with its fragments.", operation.Start);
            }

            if (size.Fields > Context.Options.MaxExpandedFields)
            {
                Context.Report($"Operation has more than {Context.Options.MaxExpandedFields} fields with its fragments.", operation.Start);
            }
        }
    }

    /// <summary>Walks the fragments with its own stack, since a chain of them may be long. A cycle, which another rule reports, counts as nothing.</summary>
    private Size SizeOf(DefinitionFacts start)
    {
        var open = new Stack<(DefinitionFacts Facts, bool IsReady)>();
        var entered = new HashSet<DefinitionFacts>();
        open.Push((start, false));
        while (open.TryPop(out var next))
        {
            if (next.IsReady)
            {
                _sizes[next.Facts] = Measure(next.Facts.Definition.SelectionSet);
                continue;
            }

            if (_sizes.ContainsKey(next.Facts) || !entered.Add(next.Facts))
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

        return _sizes[start];
    }

    private Size Measure(SelectionSet selections)
    {
        var depth = 0;
        var fields = 0L;
        foreach (var selection in selections.Selections)
        {
            var inner = selection switch
            {
                Field { SelectionSet: { } nested } => Measure(nested),
                InlineFragment fragment => Measure(fragment.SelectionSet),
                FragmentSpread spread when Context.FindFragment(spread.Name) is { } fragment => _sizes.GetValueOrDefault(fragment),
                _ => default,
            };
            depth = Math.Max(depth, inner.Depth);

            // Saturates: doubling forty times is still one number above the limit.
            fields = Math.Min(fields + inner.Fields + (selection is Field ? 1 : 0), int.MaxValue);
        }

        return new Size(depth + 1, fields);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Size(int Depth, long Fields);
}
