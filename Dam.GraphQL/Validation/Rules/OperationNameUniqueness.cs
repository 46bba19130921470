namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.2.2.1.</summary>
internal sealed class OperationNameUniqueness(ValidationContext context) : ValidationRule(context)
{
    public override void LeaveDocument()
    {
        var named = Context.Operations.Where(operation => operation.Name is not null).ToArray();
        foreach (var same in ValidationContext.Duplicates(named, operation => operation.Name!))
        {
            foreach (var later in same.Skip(1))
            {
                Context.Report($"There can be only one operation named \"{later.Name}\".", same[0].NameStart, later.NameStart);
            }
        }
    }
}
