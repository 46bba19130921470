using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>
/// What operations may cost. The field cost is the work of resolvers, the type cost the number of objects; both multiply by the assumed size of
/// each list, and both are known before anything runs.
/// </summary>
public sealed class CostOptions
{
    /// <summary>Whether an operation that costs more than it may is refused.</summary>
    public bool Enforce { get; set; } = true;

    /// <summary>Most field cost of an operation.</summary>
    public double MaxFieldCost { get; set; } = 50_000;

    /// <summary>Most type cost of an operation.</summary>
    public double MaxTypeCost { get; set; } = 50_000;

    /// <summary>Weight of a field that is awaited for each object, where it declares none. What loads in batches is not such a field.</summary>
    public double AwaitedWeight { get; set; } = 10;

    /// <summary>Items of a list of objects that declares nothing.</summary>
    public int ListSize { get; set; } = 10;

    /// <summary>Callers whose budgets are remembered; beyond it those who have most of theirs start anew.</summary>
    public int MaxCallers { get; set; } = 10_000;

    /// <summary>What a field weighs that neither declares it nor is awaited.</summary>
    internal static double UsualWeight(FieldDefinition field) => field.Type.IsComposite ? 1 : 0;

    internal double WeightOf(FieldDefinition field) => field.Weight ?? (field.Resolver is { IsAwaited: true } ? AwaitedWeight : UsualWeight(field));
}
