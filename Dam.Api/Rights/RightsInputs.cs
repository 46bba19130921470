using Dam.Api.Nodes;
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

    /// <summary>Keys of channels it may be used on; null or empty for all.</summary>
    public Optional<IReadOnlyList<string>?> Channels { get; init; }

    /// <summary>What it may be used for: `advertising`, `editorial`, …; null or empty for everything.</summary>
    public Optional<IReadOnlyList<string>?> Purposes { get; init; }

    [ID]
    public Optional<string?> LicenseId { get; init; }

    /// <summary>All releases that it needs; they replace those of before.</summary>
    [ID]
    public Optional<IReadOnlyList<string>?> ReleaseIds { get; init; }

    /// <summary>Without a live release it is neither approved nor delivered.</summary>
    public Optional<bool?> NeedsRelease { get; init; }

    /// <summary>Name of one of the service's watermarks: no rendition is delivered without it.</summary>
    public Optional<string?> Watermark { get; init; }

    /// <summary>What `embargoAfterEvent` and `expiresAfterEvent` are counted from.</summary>
    public Optional<RightsEventInput?> Event { get; init; }

    /// <summary>In place of `embargoUntil`: so long after the event.</summary>
    public Optional<CalendarSpan?> EmbargoAfterEvent { get; init; }

    /// <summary>In place of `expiresAt`: so long after the event.</summary>
    public Optional<CalendarSpan?> ExpiresAfterEvent { get; init; }

    public Optional<string?> Credit { get; init; }

    public Optional<string?> CopyrightNotice { get; init; }

    /// <summary>Who gave it.</summary>
    public Optional<string?> Donor { get; init; }

    /// <summary>Under which conditions it may be reproduced, for people to read.</summary>
    public Optional<string?> Conditions { get; init; }

    public RightsPatch ToPatch() => new()
    {
        Channels = new(Channels.IsSet, Channels.Value is { } channels ? KeyRule.Of(channels) : null),
        Purposes = new(Purposes.IsSet, Purposes.Value is { } purposes ? KeyRule.Of(purposes) : null),
        LicenseId = new(LicenseId.IsSet, LicenseId.Value is { } license ? NodeIds.OrNone(NodeIds.License, license) : null),
        Releases = new(ReleaseIds.IsSet, ReleaseIds.Value is { } releases ? ReleaseSet.Of(releases.Select(id => NodeIds.OrNone(NodeIds.Release, id))) : null),
        NeedsRelease = new(NeedsRelease.IsSet, NeedsRelease.Value),
        Watermark = new(Watermark.IsSet, Watermark.Value),
        Event = new(Event.IsSet, Event.Value is { } happening ? new RightsEvent(happening.Name, happening.EndsAt) : null),
        EmbargoAfterEvent = new(EmbargoAfterEvent.IsSet, EmbargoAfterEvent.Value),
        ExpiresAfterEvent = new(ExpiresAfterEvent.IsSet, ExpiresAfterEvent.Value),
        Donor = new(Donor.IsSet, Donor.Value),
        Conditions = new(Conditions.IsSet, Conditions.Value),
        EmbargoUntil = new(EmbargoUntil.IsSet, EmbargoUntil.Value),
        ExpiresAt = new(ExpiresAt.IsSet, ExpiresAt.Value),
        Territories = new(Territories.IsSet, Territories.Value?.ToRule()),
        Credit = new(Credit.IsSet, Credit.Value),
        CopyrightNotice = new(CopyrightNotice.IsSet, CopyrightNotice.Value),
    };
}

/// <summary>Something that takes place, by which rights are counted.</summary>
internal sealed record RightsEventInput(string Name, DateTimeOffset EndsAt);

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
/// <param name="Channel">Key of a channel.</param>
/// <param name="Purpose">What for: `advertising`, `editorial`, …</param>
/// <param name="At">Default: now. A later instant forecasts.</param>
internal sealed record DeliveryContextInput(Territory? Territory, string? Channel, string? Purpose, DateTimeOffset? At);

internal static class DeliveryContexts
{
    public static DeliveryContext For(this DeliveryContextInput? context, Caller caller, DateTimeOffset now) =>
        new(context?.At ?? now, context?.Territory ?? caller.Territory, context?.Channel ?? caller.Channel, context?.Purpose) { IsAuthorized = caller.MaySeeDeliverable };
}
