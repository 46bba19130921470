namespace Dam.GraphQL.Protection;

/// <summary>What a caller may spend: a request takes the sum of its field and type cost, and time gives it back.</summary>
/// <param name="Caller">Who shares the budget, such as an API key's id or an address.</param>
/// <param name="Maximum">Most that may be saved up, and so the dearest request that can ever be paid.</param>
/// <param name="RestoreRate">How much comes back in a second.</param>
public sealed record CallerBudget(string Caller, double Maximum, double RestoreRate);

/// <summary>Whether a response tells what its operation costs.</summary>
public enum CostReport
{
    /// <summary>Only when it is refused for its cost.</summary>
    None,

    /// <summary>In <c>extensions.cost</c>.</summary>
    Report,

    /// <summary>It tells that, and nothing is executed.</summary>
    Validate,
}
