using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.2.3: some object can be of the fragment's type and of the type around it.</summary>
internal sealed class FragmentSpreadIsPossible(ValidationContext context) : ValidationRule(context)
{
    public override void EnterInlineFragment(InlineFragment fragment, CompositeType? parent)
    {
        if (fragment.TypeCondition is { } condition)
        {
            Check("Fragment", condition, parent, fragment.Start);
        }
    }

    public override void EnterSpread(FragmentSpread spread, CompositeType? parent)
    {
        if (Context.FindFragment(spread.Name)?.Definition is FragmentDefinition fragment)
        {
            Check($"Fragment \"{spread.Name}\"", fragment.TypeCondition, parent, spread.Start);
        }
    }

    private void Check(string fragment, NamedTypeReference condition, CompositeType? parent, int offset)
    {
        if (parent is not null && Context.Resolve(condition) is CompositeType type && !Context.Schema.Overlap(parent, type))
        {
            Context.Report($"{fragment} cannot be spread here as objects of type \"{parent.Name}\" can never be of type \"{type.Name}\".", offset);
        }
    }
}
