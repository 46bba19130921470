using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.7.2.</summary>
internal sealed class DirectivesAreInValidLocations(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirectives(IReadOnlyList<Directive> directives, string location)
    {
        foreach (var directive in directives)
        {
            if (Context.Schema.Directives.Find(directive.Name) is { } definition && !definition.Locations.Contains(location, StringComparer.Ordinal))
            {
                Context.Report($"Directive \"@{directive.Name}\" may not be used on {location}.", directive.Start);
            }
        }
    }
}
