using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.4.3: an argument that is non-null and has no default is given.</summary>
internal sealed class RequiredArguments(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArguments(ArgumentSite site)
    {
        foreach (var required in site.Definitions ?? NamedList<InputValue>.Empty)
        {
            if (!required.IsRequired || site.Arguments.Any(argument => string.Equals(argument.Name, required.Name, StringComparison.Ordinal)))
            {
                continue;
            }

            var owner = site.Field is { } field ? $"Field \"{field.Field.Name}\"" : $"Directive \"@{((Directive)site.Node).Name}\"";
            Context.Report($"{owner} argument \"{required.Name}\" of type \"{required.Type}\" is required, but it was not provided.", site.Node.Start);
        }
    }
}
