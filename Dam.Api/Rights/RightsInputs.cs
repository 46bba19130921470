using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Rights;

/// <summary>What is not given stays, null clears.</summary>
internal sealed record RightsInput
{
    /// <summary>Not before this instant.</summary>
    public Optional<DateTimeOffset?> EmbargoUntil { get; init; }

    /// <summary>Not from this instant on.</summary>
    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    public Optional<TerritoryRuleInput?> Territories { get; init; }

    public Optional<string?> Credit { get; init; }

    public Optional<string?> CopyrightNotice { get; init; }

    public RightsPatch ToPatch() => new()
    {
        EmbargoUntil = new(EmbargoUntil.IsSet, EmbargoUntil.Value),
        ExpiresAt = new(ExpiresAt.IsSet, ExpiresAt.Value),
        Territories = new(Territories.IsSet, Territories.Value?.ToRule()),
        Credit = new(Credit.IsSet, Credit.Value),
        CopyrightNotice = new(CopyrightNotice.IsSet, CopyrightNotice.Value),
    };
}

/// <summary>Where it may be delivered: ALL, ONLY the territories named, or everywhere EXCEPT them. A country covers its subdivisions.</summary>
internal sealed record TerritoryRuleInput
{
    public required TerritoryMode Mode { get; init; }

    [GraphQLDefault("[]")]
    public IReadOnlyList<Territory> Territories { get; init; } = [];

    /// <summary>As given, so that a list beside ALL is seen and refused.</summary>
    public TerritoryRule ToRule() => Mode == TerritoryMode.All ? new TerritoryRule(Mode, Territories) : TerritoryRule.Of(Mode, Territories);
}

/// <summary>What is left out is taken from the caller's key or token; a rule about something unknown refuses.</summary>
/// <param name="At">Default: now. A later instant forecasts.</param>
internal sealed record DeliveryContextInput(Territory? Territory, DateTimeOffset? At);

internal static class DeliveryContexts
{
    public static DeliveryContext For(this DeliveryContextInput? context, Caller caller, DateTimeOffset now) =>
        new(context?.At ?? now, context?.Territory ?? caller.Territory);
}
