using System.Runtime.InteropServices;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation;

/// <summary>
/// Not in the specification: how much of some things a document may have, and how deep its operations nest when their fragments are written out. Each fragment
/// is measured once, after the ones that it spreads.
/// </summary>
internal sealed class DocumentLimits(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<DefinitionFacts, Measures> _measures = [];
    private readonly List<Field> _introspections = [];
    private int _aliases;
    private int _directives;

    public override void EnterField(FieldUse use)
    {
        _aliases += use.Field.Alias is null ? 0 : 1;
        if (IsIntrospection(use.Field) && use.Field.SelectionSet is not null)
        {
            _introspections.Add(use.Field);
        }
    }

    public override void EnterDirectives(IReadOnlyList<Directive> directives, string location) => _directives += directives.Count;

    public override void LeaveDocument()
    {
        Check("aliases", _aliases, Context.Options.MaxAliases);
        Check("directives", _directives, Context.Options.MaxDirectives);
        Check("introspection fields", _introspections.Count, Context.Options.MaxIntrospections);
        foreach (var facts in Context.Definitions)
        {
            Measure(facts);
            if (facts.Definition is not OperationDefinition operation)
            {
                continue;
            }

            if (_measures[facts].Depth > Context.Options.MaxDepth)
            {
                Context.Report($"Operation is nested deeper than {Context.Options.MaxDepth} levels with its fragments.", operation.Start);
            }
            else if (_measures[facts].Fields > Context.Options.MaxFieldDepth)
            {
                Context.Report($"Operation selects fields within fields deeper than {Context.Options.MaxFieldDepth} levels.", operation.Start);
            }
        }

        foreach (var field in _introspections.Where(field => Measure(field.SelectionSet!).Lists > Context.Options.MaxIntrospectionLists))
        {
            Context.Report("Maximum introspection depth exceeded", field.Start);
        }
    }

    private void Check(string what, int count, int most)
    {
        if (count > most)
        {
            Context.Report($"Document has {count} {what}, but at most {most} are allowed.");
        }
    }

    /// <summary>Walks the fragments with its own stack, since a chain of them may be long. A cycle, which another rule reports, counts as nothing.</summary>
    private void Measure(DefinitionFacts start)
    {
        var open = new Stack<(DefinitionFacts Facts, bool IsReady)>([(start, false)]);
        var entered = new HashSet<DefinitionFacts>();
        while (open.TryPop(out var next))
        {
            if (next.IsReady)
            {
                _measures[next.Facts] = Measure(next.Facts.Definition.SelectionSet);
                continue;
            }

            if (_measures.ContainsKey(next.Facts) || !entered.Add(next.Facts))
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
    }

    private Measures Measure(SelectionSet selections)
    {
        var most = default(Measures);
        foreach (var selection in selections.Selections)
        {
            most = Measures.Max(most, Measure(selection));
        }

        return most with { Depth = most.Depth + 1 };
    }

    private Measures Measure(Selection selection)
    {
        switch (selection)
        {
            case Field field:
                var below = field.SelectionSet is { } nested ? Measure(nested) : default;
                return new Measures(
                    below.Depth,
                    IsIntrospection(field) ? 1 : below.Fields + 1,
                    below.Lists + (field.Name is "fields" or "interfaces" or "possibleTypes" or "inputFields" ? 1 : 0));
            case InlineFragment fragment:
                return Measure(fragment.SelectionSet);
            case FragmentSpread spread when Context.FindFragment(spread.Name) is { } fragment:
                return _measures.GetValueOrDefault(fragment);
            default:
                return default;
        }
    }

    private static bool IsIntrospection(Field field) => field.Name is "__schema" or "__type";

    /// <summary>How deep something nests.</summary>
    /// <param name="Depth">Selection sets.</param>
    /// <param name="Fields">Fields, introspection counting as one.</param>
    /// <param name="Lists">Fields of introspection that lead to many types each.</param>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Measures(int Depth, int Fields, int Lists)
    {
        public static Measures Max(Measures a, Measures b)
            => new(Math.Max(a.Depth, b.Depth), Math.Max(a.Fields, b.Fields), Math.Max(a.Lists, b.Lists));
    }
}
