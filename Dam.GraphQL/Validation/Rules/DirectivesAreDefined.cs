using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.7.1.</summary>
internal sealed class DirectivesAreDefined(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirectives(IReadOnlyList<Directive> directives, string location)
    {
        foreach (var directive in directives.Where(directive => !Context.Schema.Directives.Contains(directive.Name)))
        {
            Context.Report($"Unknown directive \"@{directive.Name}\".", directive.Start);
        }
    }
}
