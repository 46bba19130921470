using Dam.GraphQL.Language;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.7.3: a directive that is not repeatable stands once at a place.</summary>
internal sealed class DirectivesAreUniquePerLocation(ValidationContext context) : ValidationRule(context)
{
    public override void EnterDirectives(IReadOnlyList<Directive> directives, string location)
    {
        foreach (var same in ValidationContext.Duplicates(directives, directive => directive.Name))
        {
            if (Context.Schema.Directives.Find(same[0].Name) is not { IsRepeatable: false })
            {
                continue;
            }

            foreach (var later in same.Skip(1))
            {
                Context.Report($"The directive \"@{later.Name}\" can only be used once at this location.", same[0].Start, later.Start);
            }
        }
    }
}
