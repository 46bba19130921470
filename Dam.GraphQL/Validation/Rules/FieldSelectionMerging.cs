using System.Diagnostics.CodeAnalysis;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>
/// Section 5.3.2: fields that share a response name can be merged. Instead of comparing every pair, each set of selection sets that execution would merge is looked
/// at once: its fields are grouped by response name, a group must agree, and the selections below a group form the next set. Groups that agree stay one set however
/// many fields they have, sets seen before are skipped, and a budget ends what would still multiply.
/// </summary>
/// <remarks>
/// Fields of different object types never meet in one object, so they may differ in name and arguments, but not in the shape of their answer. Hence two passes:
/// names and arguments within groups that can meet, then shapes within whole groups.
/// </remarks>
internal sealed class FieldSelectionMerging(ValidationContext context) : ValidationRule(context)
{
    private readonly Dictionary<Field, FieldUse> _uses = [];
    private readonly HashSet<DefinitionFacts> _reached = [];
    private readonly MergeConflicts _conflicts = new();

    // What Collect works with; kept, since it runs for every set.
    private readonly OrderedDictionary<string, List<FieldOccurrence>> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<DefinitionFacts> _fragments = [];
    private readonly Queue<(FieldOccurrence? Owner, SelectionSet Selections)> _open = [];
    private int _stepsLeft = context.Options.MaxMergeSteps;

    public override void EnterField(FieldUse use) => _uses[use.Field] = use;

    public override void LeaveDocument()
    {
        Check(ByMeetingTypes, (a, b) => string.Equals(a.Signature, b.Signature, StringComparison.Ordinal), DescribeDifference);
        var operations = Check(
            group => [group],
            (a, b) => HaveSameShape(a, b) && !_conflicts.Contains(a, b),
            (a, b) => $"they return conflicting types \"{a.Definition!.Type}\" and \"{b.Definition!.Type}\"");
        _conflicts.ReportTo(Context);
        if (_stepsLeft < 0)
        {
            Context.Report("The document merges too many fields to be checked.");
        }
        else if (Context.Errors.Count == 0)
        {
            CheckSizes(operations);
        }
    }

    /// <summary>One pass over all sets of selections that are merged, nearest the root first. Gives the set at the root of each operation.</summary>
    private List<(OperationDefinition Operation, MergedSet Root)> Check(
        Func<List<FieldOccurrence>, IEnumerable<List<FieldOccurrence>>> split, Func<FieldUse, FieldUse, bool> agree, Func<FieldUse, FieldUse, string> describe)
    {
        var operations = new List<(OperationDefinition, MergedSet)>();
        var known = new Dictionary<FieldUse[], MergedSet>(SameFields.Instance);
        var open = new Queue<MergedSet>();
        _reached.Clear();
        foreach (var facts in Roots())
        {
            var root = new MergedSet([(null, facts.Definition.SelectionSet)]);
            open.Enqueue(root);
            if (facts.Definition is OperationDefinition operation)
            {
                operations.Add((operation, root));
            }

            while (_stepsLeft >= 0 && !_conflicts.IsFull && open.TryDequeue(out var set))
            {
                var groups = Collect(set.Parts);
                set.Fields = groups.Count;
                foreach (var group in groups.SelectMany(split))
                {
                    CheckGroup(group, set);
                }
            }
        }

        return operations;

        void CheckGroup(List<FieldOccurrence> group, MergedSet set)
        {
            List<List<FieldOccurrence>> classes = group.Count == 1 ? [group] : Classify(group, agree);
            Report(classes, describe);
            foreach (var members in classes)
            {
                var owners = members.FindAll(member => member.Use.Field.SelectionSet is not null);
                if (owners.Count == 0)
                {
                    continue;
                }

                FieldUse[] key = [.. owners.Select(owner => owner.Use)];
                if (!known.TryGetValue(key, out var below))
                {
                    known[key] = below = new MergedSet([.. owners.Select(owner => (owner, owner.Use.Field.SelectionSet!))]);
                    open.Enqueue(below);
                }

                set.Below.Add(below);
            }
        }
    }

    /// <summary>
    /// Not in the specification: how many fields an operation has when its fragments are written out and its fields merged. Every set is counted once, those below it
    /// first, so that fragments which multiply are found without following their paths.
    /// </summary>
    private void CheckSizes(List<(OperationDefinition Operation, MergedSet Root)> operations)
    {
        foreach (var (operation, root) in operations)
        {
            var open = new Stack<(MergedSet Set, bool IsReady)>([(root, false)]);
            while (open.TryPop(out var next))
            {
                if (next.IsReady)
                {
                    // Saturates: doubling forty times is still one number above the limit.
                    next.Set.Size = next.Set.Below.Aggregate((long)next.Set.Fields, (sum, below) => Math.Min(sum + below.Size, int.MaxValue));
                }
                else if (next.Set.Size == 0)
                {
                    // From here on it counts as entered: fragments may form a cycle, which another rule reports.
                    next.Set.Size = next.Set.Fields;
                    open.Push((next.Set, true));
                    foreach (var below in next.Set.Below)
                    {
                        open.Push((below, false));
                    }
                }
            }

            if (root.Size > Context.Options.MaxMergedFields)
            {
                Context.Report($"Operation has more than {Context.Options.MaxMergedFields} fields with its fragments.", operation.Start);
            }
        }
    }

    /// <summary>Adds a conflict for each two of the classes.</summary>
    private void Report(List<List<FieldOccurrence>> classes, Func<FieldUse, FieldUse, string> describe)
    {
        for (var i = 0; i < classes.Count; i++)
        {
            for (var j = i + 1; j < classes.Count && !_conflicts.IsFull; j++)
            {
                _conflicts.Add(classes[i][0], classes[j][0], describe);
            }
        }
    }

    /// <summary>The operations, then the fragments that none of them reached: first those that nobody spreads.</summary>
    private IEnumerable<DefinitionFacts> Roots()
    {
        var spread = Context.Definitions.SelectMany(facts => facts.Spreads).Select(found => found.Name).ToHashSet(StringComparer.Ordinal);
        return Context.Definitions
            .OrderBy(facts => facts.Definition is FragmentDefinition fragment ? (spread.Contains(fragment.Name) ? 2 : 1) : 0)
            .Where(facts => _stepsLeft >= 0 && !_reached.Contains(facts));
    }

    /// <summary>CollectFields(), grouped by response name: the fields of selection sets that are merged, then those of their fragments, each fragment once.</summary>
    private List<List<FieldOccurrence>> Collect((FieldOccurrence? Owner, SelectionSet Selections)[] sets)
    {
        _groups.Clear();
        _fragments.Clear();
        foreach (var set in sets)
        {
            _open.Enqueue(set);
        }

        while (_open.TryDequeue(out var next))
        {
            CollectFrom(next.Selections, next.Owner);
        }

        return [.. _groups.Values];

        void CollectFrom(SelectionSet selections, FieldOccurrence? owner)
        {
            foreach (var selection in selections.Selections)
            {
                switch (selection)
                {
                    // The walk stops early when there are too many errors, so a field may not have been seen.
                    case Field field when _stepsLeft-- > 0 && _uses.TryGetValue(field, out var use):
                        if (!_groups.TryGetValue(field.ResponseName, out var group))
                        {
                            _groups.Add(field.ResponseName, group = []);
                        }

                        group.Add(new FieldOccurrence(use, owner, _stepsLeft));
                        break;
                    case InlineFragment fragment:
                        CollectFrom(fragment.SelectionSet, owner);
                        break;
                    case FragmentSpread spread when _stepsLeft-- > 0 && Context.FindFragment(spread.Name) is { } facts && _fragments.Add(facts):
                        _reached.Add(facts);
                        _open.Enqueue((owner, facts.Definition.SelectionSet));
                        break;
                }
            }
        }
    }

    /// <summary>The parts of a group whose fields can meet in one object: for each object type its own fields and those of abstract or unknown types.</summary>
    private IEnumerable<List<FieldOccurrence>> ByMeetingTypes(List<FieldOccurrence> group)
    {
        if (group.Count == 1)
        {
            return [group];
        }

        var objects = group.Select(occurrence => occurrence.Use.Parent).OfType<ObjectType>().Distinct().ToArray();
        if (objects.Length < 2)
        {
            return [group];
        }

        _stepsLeft -= group.Count;
        var general = group.FindAll(occurrence => occurrence.Use.Parent is not ObjectType);
        var specific = group.Where(occurrence => occurrence.Use.Parent is ObjectType).GroupBy(occurrence => occurrence.Use.Parent);
        return specific.Select(fields =>
        {
            _stepsLeft -= general.Count;
            return _stepsLeft < 0 ? [] : (List<FieldOccurrence>)[.. general, .. fields];
        });
    }

    /// <summary>Puts the fields that agree together. Each is compared with one of every class, and classes beyond the first are errors.</summary>
    private List<List<FieldOccurrence>> Classify(List<FieldOccurrence> group, Func<FieldUse, FieldUse, bool> agree)
    {
        var classes = new List<List<FieldOccurrence>>();
        foreach (var occurrence in group)
        {
            var members = classes.Find(candidate => agree(candidate[0].Use, occurrence.Use));
            if (members is not null)
            {
                members.Add(occurrence);
            }
            else if (classes.Count <= Context.Options.MaxErrors)
            {
                classes.Add([occurrence]);
            }
        }

        return classes;
    }

    /// <summary>SameResponseShape() without its recursion. A field that the schema does not know agrees with all.</summary>
    private static bool HaveSameShape(FieldUse a, FieldUse b)
        => a.Definition is null || b.Definition is null || HaveSameShape(a.Definition.Type, b.Definition.Type);

    private static bool HaveSameShape(GraphType a, GraphType b) => (a, b) switch
    {
        (NonNullType x, NonNullType y) => HaveSameShape(x.Of, y.Of),
        (ListType x, ListType y) => HaveSameShape(x.Of, y.Of),
        (NonNullType or ListType, _) or (_, NonNullType or ListType) => false,
        (CompositeType, CompositeType) => true,
        _ => ReferenceEquals(a, b),
    };

    private static string DescribeDifference(FieldUse a, FieldUse b) => string.Equals(a.Field.Name, b.Field.Name, StringComparison.Ordinal)
        ? "they have differing arguments"
        : $"\"{a.Field.Name}\" and \"{b.Field.Name}\" are different fields";

    /// <summary>Selection sets that execution merges into one.</summary>
    private sealed class MergedSet((FieldOccurrence? Owner, SelectionSet Selections)[] parts)
    {
        public (FieldOccurrence? Owner, SelectionSet Selections)[] Parts { get; } = parts;

        /// <summary>Response names in it.</summary>
        public int Fields { get; set; }

        /// <summary>The sets that its fields have below them.</summary>
        public List<MergedSet> Below { get; } = [];

        /// <summary>Fields in it and below it; zero until the count enters it.</summary>
        public long Size { get; set; }
    }

    /// <summary>Sets of fields are the same when they have the same fields in the same order, which the order of the document gives.</summary>
    private sealed class SameFields : IEqualityComparer<FieldUse[]>
    {
        public static SameFields Instance { get; } = new();

        public bool Equals(FieldUse[]? x, FieldUse[]? y) => x.AsSpan().SequenceEqual(y, ReferenceEqualityComparer.Instance);

        public int GetHashCode([DisallowNull] FieldUse[] obj)
        {
            var hash = default(HashCode);
            foreach (var use in obj)
            {
                hash.Add(use, ReferenceEqualityComparer.Instance);
            }

            return hash.ToHashCode();
        }
    }
}
