using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation.Rules;

/// <summary>Section 5.3.1: a selected field exists on its type.</summary>
internal sealed class FieldSelections(ValidationContext context) : ValidationRule(context)
{
    public override void EnterField(FieldUse use)
    {
        if (use is { Parent: { } parent, Definition: null })
        {
            Context.Report($"Cannot query field \"{use.Field.Name}\" on type \"{parent.Name}\".{Suggest(parent, use.Field.Name)}", use.Field.Start);
        }
    }

    private string Suggest(CompositeType parent, string name)
    {
        var types = Context.Options.Suggestions ? TypesWith(parent, name) : [];
        return types.Count > 0
            ? Suggestions.Question(types, "to use an inline fragment on")
            : Context.DidYouMean(name, (parent as FieldsType)?.Fields.Select(field => field.Name) ?? []);
    }

    /// <summary>Types within an abstract one that have the field, those that cover most objects first, then the more general.</summary>
    private IReadOnlyList<string> TypesWith(CompositeType parent, string name)
    {
        if (parent is ObjectType)
        {
            return [];
        }

        var uses = new Dictionary<FieldsType, int>();
        foreach (var possible in Context.Schema.PossibleTypes(parent).Where(type => type.Fields.Contains(name)))
        {
            uses[possible] = 1;
            foreach (var implemented in possible.Interfaces.Where(type => type.Fields.Contains(name)))
            {
                uses[implemented] = uses.GetValueOrDefault(implemented) + 1;
            }
        }

        return [.. uses
            .OrderByDescending(pair => pair.Value)
            .ThenBy(pair => pair.Key is InterfaceType ? pair.Key.Interfaces.Count(uses.ContainsKey) : int.MaxValue)
            .ThenBy(pair => pair.Key.Name, StringComparer.Ordinal)
            .Select(pair => pair.Key.Name)];
    }
}
