using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.1.4: some operation reaches each fragment.</summary>
internal sealed class FragmentsMustBeUsed(ValidationContext context) : ValidationRule(context)
{
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public override void CheckOperation(OperationDefinition operation, IReadOnlyList<DefinitionFacts> reachable)
    {
        foreach (var facts in reachable)
        {
            if (facts.Definition is FragmentDefinition fragment)
            {
                _used.Add(fragment.Name);
            }
        }
    }

    public override void LeaveDocument()
    {
        foreach (var fragment in Context.Fragments.Where(fragment => !_used.Contains(fragment.Name)))
        {
            Context.Report($"Fragment \"{fragment.Name}\" is never used.", fragment.Start);
        }
    }
}
