using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.4.1: a given argument is defined by its field or directive.</summary>
internal sealed class ArgumentNames(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArguments(ArgumentSite site)
    {
        if (site.Definitions is not { } definitions)
        {
            return;
        }

        foreach (var argument in site.Arguments)
        {
            if (Context.IsFull)
            {
                return;
            }

            if (definitions.Contains(argument.Name))
            {
                continue;
            }

            var owner = site.Field is { } field
                ? $"field \"{field.Parent?.Name}.{field.Field.Name}\""
                : $"directive \"@{((Directive)site.Node).Name}\"";
            var question = Context.DidYouMean(argument.Name, definitions.Select(definition => definition.Name));
            Context.Report($"Unknown argument \"{argument.Name}\" on {owner}.{question}", argument.Start);
        }
    }
}
