using Dam.GraphQL.Validation.Rules;

namespace Dam.GraphQL.Validation;

/// <summary>The rules in the specification's order.</summary>
internal static class ValidationRules
{
    public static IReadOnlyList<Func<ValidationContext, ValidationRule>> All { get; } =
    [
        context => new ExecutableDefinitions(context),
        context => new OperationTypeExistence(context),
        context => new OperationNameUniqueness(context),
        context => new LoneAnonymousOperation(context),
        context => new SingleRootField(context),
        context => new FieldSelections(context),
        context => new FieldSelectionMerging(context),
        context => new LeafFieldSelections(context),
        context => new ArgumentNames(context),
        context => new ArgumentUniqueness(context),
        context => new RequiredArguments(context),
        context => new FragmentNameUniqueness(context),
        context => new FragmentSpreadTypeExistence(context),
        context => new FragmentsOnCompositeTypes(context),
        context => new FragmentsMustBeUsed(context),
        context => new FragmentSpreadTargetDefined(context),
        context => new FragmentSpreadsMustNotFormCycles(context),
        context => new FragmentSpreadIsPossible(context),
        context => new ValuesOfCorrectType(context),
        context => new InputObjectFieldNames(context),
        context => new InputObjectFieldUniqueness(context),
        context => new InputObjectRequiredFields(context),
        context => new DirectivesAreDefined(context),
        context => new DirectivesAreInValidLocations(context),
        context => new DirectivesAreUniquePerLocation(context),
        context => new VariableUniqueness(context),
        context => new VariablesAreInputTypes(context),
        context => new AllVariableUsesDefined(context),
        context => new AllVariablesUsed(context),
        context => new AllVariableUsagesAreAllowed(context),
        context => new DocumentLimits(context),
    ];
}
