using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.5.2.1: a spread names a fragment of the document.</summary>
internal sealed class FragmentSpreadTargetDefined(ValidationContext context) : ValidationRule(context)
{
    public override void EnterSpread(FragmentSpread spread, CompositeType? parent)
    {
        if (Context.FindFragment(spread.Name) is null)
        {
            Context.Report($"Unknown fragment \"{spread.Name}\".", spread.NameStart);
        }
    }
}
