namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.4.2.</summary>
internal sealed class ArgumentUniqueness(ValidationContext context) : ValidationRule(context)
{
    public override void EnterArguments(ArgumentSite site)
    {
        foreach (var same in ValidationContext.Duplicates(site.Arguments, argument => argument.Name))
        {
            Context.Report($"There can be only one argument named \"{same[0].Name}\".", same.Select(argument => argument.Start));
        }
    }
}
