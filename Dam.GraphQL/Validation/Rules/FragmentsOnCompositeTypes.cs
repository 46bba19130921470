using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.1.3, "Fragments on Object, Interface or Union Types".</summary>
internal sealed class FragmentsOnCompositeTypes(ValidationContext context) : ValidationRule(context)
{
    public override void EnterFragment(FragmentDefinition fragment) => Check(fragment.TypeCondition, $"Fragment \"{fragment.Name}\"");

    public override void EnterInlineFragment(InlineFragment fragment, CompositeType? parent)
    {
        if (fragment.TypeCondition is { } condition)
        {
            Check(condition, "Fragment");
        }
    }

    private void Check(NamedTypeReference type, string fragment)
    {
        if (Context.Schema.GetType(type.Name) is not (null or CompositeType))
        {
            Context.Report($"{fragment} cannot condition on non composite type \"{type.Name}\".", type.Start);
        }
    }
}
