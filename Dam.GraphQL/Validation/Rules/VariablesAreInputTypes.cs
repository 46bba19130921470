using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.8.2: a variable's type exists and is a scalar, an enum or an input object.</summary>
internal sealed class VariablesAreInputTypes(ValidationContext context) : ValidationRule(context)
{
    public override void EnterVariable(VariableDefinition variable, GraphType? type)
    {
        if (type is null)
        {
            var named = NameOf(variable.Type);
            var question = Context.DidYouMean(named.Name, Context.Schema.Types.Select(known => known.Name));
            Context.Report($"Unknown type \"{named.Name}\".{question}", named.Start);
        }
        else if (!type.IsInput)
        {
            Context.Report($"Variable \"${variable.Name}\" cannot be non-input type \"{type}\".", variable.Type.Start);
        }
    }

    private static NamedTypeReference NameOf(TypeReference type) => type switch
    {
        NonNullTypeReference nonNull => NameOf(nonNull.Of),
        ListTypeReference list => NameOf(list.Of),
        _ => (NamedTypeReference)type,
    };
}
