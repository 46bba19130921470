namespace Dam.GraphQL.Validation.Rules;

/// <summary>A field among merged selections.</summary>
/// <param name="use">The field.</param>
/// <param name="owner">The occurrence of the field whose selection set it stands in; null at the root.</param>
/// <param name="remaining">Falls from each occurrence to the next, which tells their order.</param>
internal sealed class FieldOccurrence(FieldUse use, FieldOccurrence? owner, int remaining)
{
    public FieldUse Use { get; } = use;

    public FieldOccurrence? Owner { get; } = owner;

    public bool IsBefore(FieldOccurrence other) => remaining > other.Remaining;

    private int Remaining => remaining;
}

/// <summary>
/// Pairs of fields that cannot be merged. A pair found deep down is told at the first pair of fields above it that share a selection set, and pairs that meet on the way
/// up are told together.
/// </summary>
internal sealed class MergeConflicts
{
    private const int MostConflicts = 1000;
    private const int DeepestTold = 8;

    private readonly Dictionary<(FieldUse A, FieldUse B), Conflict> _known = [];
    private readonly List<Conflict> _roots = [];

    public bool IsFull => _known.Count > MostConflicts;

    public bool Contains(FieldUse a, FieldUse b) => _known.ContainsKey((a, b)) || _known.ContainsKey((b, a));

    public void Add(FieldOccurrence a, FieldOccurrence b, Func<FieldUse, FieldUse, string> describe)
    {
        if (Contains(a.Use, b.Use))
        {
            return;
        }

        // The side that comes first where the two ways part is told first all the way down.
        var (topA, topB) = (a, b);
        while (topA.Owner is { } ownerA && topB.Owner is { } ownerB && !ReferenceEquals(ownerA.Use, ownerB.Use))
        {
            (topA, topB) = (ownerA, ownerB);
        }

        if (topB.IsBefore(topA))
        {
            (a, b) = (b, a);
        }

        var conflict = new Conflict(a.Use, b.Use, describe(a.Use, b.Use));
        _known[(a.Use, b.Use)] = conflict;
        while (a.Owner is { } ownerA && b.Owner is { } ownerB && !ReferenceEquals(ownerA.Use, ownerB.Use))
        {
            (a, b) = (ownerA, ownerB);
            if (_known.TryGetValue((a.Use, b.Use), out var above))
            {
                above.Below.Add(conflict);
                return;
            }

            _known[(a.Use, b.Use)] = above = new Conflict(a.Use, b.Use, reason: null);
            above.Below.Add(conflict);
            conflict = above;
        }

        _roots.Add(conflict);
    }

    public void ReportTo(ValidationContext context)
    {
        foreach (var conflict in _roots)
        {
            context.Report(
                $"Fields \"{conflict.A.Field.ResponseName}\" conflict because {conflict.Tell()}. Use different aliases on the fields to fetch both if this was intentional.",
                conflict.All().Select(one => one.A.Field.Start).Concat(conflict.All().Select(one => one.B.Field.Start)));
        }
    }

    private sealed class Conflict(FieldUse a, FieldUse b, string? reason)
    {
        public FieldUse A { get; } = a;

        public FieldUse B { get; } = b;

        public List<Conflict> Below { get; } = [];

        public string Tell(int depth = 1) => reason ?? (depth == DeepestTold
            ? "of fields below them"
            : string.Join(" and ", Below.Select(below => $"subfields \"{below.A.Field.ResponseName}\" conflict because {below.Tell(depth + 1)}")));

        /// <summary>This conflict and those below, those above first.</summary>
        public IEnumerable<Conflict> All()
        {
            var open = new Stack<Conflict>([this]);
            while (open.TryPop(out var conflict))
            {
                yield return conflict;
                foreach (var below in Enumerable.Reverse(conflict.Below))
                {
                    open.Push(below);
                }
            }
        }
    }
}
