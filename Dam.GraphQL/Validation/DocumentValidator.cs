using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

/// <summary>Section 5: whether a document makes sense for a schema.</summary>
public static class DocumentValidator
{
    /// <summary>Checks every rule in one walk over the document. No errors means that its operations can be executed.</summary>
    public static IReadOnlyList<GraphQLError> Validate(Schema schema, Document document, ValidationOptions? options = null)
        => Validate(schema, document, options, ValidationRules.All);

    internal static IReadOnlyList<GraphQLError> Validate(
        Schema schema, Document document, ValidationOptions? options, IReadOnlyList<Func<ValidationContext, ValidationRule>> rules)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(document);
        var context = new ValidationContext(schema, document, options ?? ValidationOptions.Default);
        new DocumentWalker(context, [.. rules.Select(create => create(context))]).Walk();
        return context.Errors;
    }
}
