namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.3.3: scalars and enums have no selections, objects, interfaces and unions have some.</summary>
internal sealed class LeafFieldSelections(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldUse use)
    {
        if (use.Definition is not { Type: var type })
        {
            return;
        }

        var name = use.Field.Name;
        if (type.IsLeaf && use.Field.SelectionSet is { } selections)
        {
            Context.Report($"Field \"{name}\" must not have a selection since type \"{type}\" has no subfields.", selections.Start);
        }
        else if (!type.IsLeaf && use.Field.SelectionSet is null)
        {
            Context.Report($"Field \"{name}\" of type \"{type}\" must have a selection of subfields. Did you mean \"{name} {{ ... }}\"?", use.Field.Start);
        }
        else if (!type.IsLeaf && use.Field.SelectionSet is { Selections.Count: 0 })
        {
            Context.Report($"Field \"{name}\" of type \"{type}\" must have at least one field selected.", use.Field.Start);
        }
    }
}
