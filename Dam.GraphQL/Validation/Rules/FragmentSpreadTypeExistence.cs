using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.1.2: the type of a fragment's condition exists.</summary>
internal sealed class FragmentSpreadTypeExistence(ValidationContext context) : ValidationRule(context)
{
    public override void EnterFragment(FragmentDefinition fragment) => Check(fragment.TypeCondition);

    public override void EnterInlineFragment(InlineFragment fragment, CompositeType? parent)
    {
        if (fragment.TypeCondition is { } condition)
        {
            Check(condition);
        }
    }

    private void Check(NamedTypeReference type)
    {
        if (Context.Schema.GetType(type.Name) is null)
        {
            var question = Context.DidYouMean(type.Name, Context.Schema.Types.Select(known => known.Name));
            Context.Report($"Unknown type \"{type.Name}\".{question}", type.Start);
        }
    }
}
