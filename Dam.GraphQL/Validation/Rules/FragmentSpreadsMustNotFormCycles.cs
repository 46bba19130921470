using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.2.2: no fragment reaches itself. A depth-first search with its own stack, since a chain of fragments may be long.</summary>
internal sealed class FragmentSpreadsMustNotFormCycles(ValidationContext context) : ValidationRule(context)
{
    private const int MostNamesShown = 20;

    private readonly HashSet<DefinitionFacts> _visited = [];

    public override void LeaveDocument()
    {
        foreach (var fragment in Context.Definitions.Where(facts => facts.Definition is FragmentDefinition))
        {
            Search(fragment);
        }
    }

    private void Search(DefinitionFacts start)
    {
        if (!_visited.Add(start))
        {
            return;
        }

        // Each fragment on the way with the place of its next spread; path[i] is the spread that leads from the fragment at i to the one at i + 1.
        var way = new List<(DefinitionFacts Fragment, int Next)> { (start, 0) };
        var places = new Dictionary<DefinitionFacts, int> { [start] = 0 };
        var path = new List<FragmentSpread>();
        while (way.Count > 0 && !Context.IsFull)
        {
            var (fragment, next) = way[^1];
            if (next == fragment.Spreads.Count)
            {
                places.Remove(fragment);
                way.RemoveAt(way.Count - 1);
                path.RemoveRange(Math.Max(0, path.Count - 1), Math.Min(1, path.Count));
                continue;
            }

            way[^1] = (fragment, next + 1);
            var spread = fragment.Spreads[next];
            if (Context.FindFragment(spread.Name) is not { } target)
            {
                continue;
            }

            if (places.TryGetValue(target, out var place))
            {
                Report([.. path.Skip(place), spread]);
            }
            else if (_visited.Add(target))
            {
                places[target] = way.Count;
                way.Add((target, 0));
                path.Add(spread);
            }
        }
    }

    private void Report(FragmentSpread[] cycle)
    {
        var via = cycle[..^1].Take(MostNamesShown).Select(spread => $"\"{spread.Name}\"");
        var more = cycle.Length - 1 > MostNamesShown ? ", …" : string.Empty;
        var way = cycle.Length > 1 ? $" via {string.Join(", ", via)}{more}" : string.Empty;
        Context.Report($"Cannot spread fragment \"{cycle[^1].Name}\" within itself{way}.", cycle.Select(spread => spread.Start));
    }
}
