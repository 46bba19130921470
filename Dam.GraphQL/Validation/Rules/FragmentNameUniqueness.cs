namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.1.1.</summary>
internal sealed class FragmentNameUniqueness(ValidationContext context) : ValidationRule(context)
{
    public override void LeaveDocument()
    {
        foreach (var same in ValidationContext.Duplicates(Context.Fragments.ToArray(), fragment => fragment.Name))
        {
            foreach (var later in same.Skip(1))
            {
                Context.Report($"There can be only one fragment named \"{later.Name}\".", same[0].NameStart, later.NameStart);
            }
        }
    }
}
