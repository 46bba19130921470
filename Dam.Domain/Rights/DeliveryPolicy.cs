using Dam.Domain.Assets;

namespace Dam.Domain.Rights;

/// <summary>Why something may not be delivered, in the order in which reasons are listed.</summary>
public enum RefusalCode
{
    /// <summary>For legal reasons.</summary>
    TakenDown,

    Quarantined,

    /// <summary>Whoever asks may have nothing of this service.</summary>
    NotAuthorized,

    /// <summary>Or deleted, which only who may restore it sees.</summary>
    Archived,

    NotApproved,
    NotReady,

    /// <summary>The metadata are not what their schema asks for.</summary>
    MetadataInvalid,

    /// <summary>The asset needs a release, and has none.</summary>
    ReleaseMissing,

    ReleaseRevoked,
    ReleaseExpired,

    /// <summary>The licence has ended, or was revoked.</summary>
    LicenseExpired,

    Expired,

    /// <summary>The embargo holds, or the licence or a release has not begun.</summary>
    Embargoed,

    TerritoryBlocked,
    TerritoryUnknown,
    ChannelBlocked,
    ChannelUnknown,
    PurposeBlocked,
    PurposeUnknown,
}

/// <param name="Code">Stable code.</param>
/// <param name="Message">Readable English, complete in itself. Names neither people nor contracts: everybody may read it.</param>
public sealed record RefusalReason(RefusalCode Code, string Message);

/// <summary>All that the verdict on an asset depends on, taken at one moment.</summary>
/// <param name="CurrentStatus">Status of the newest version.</param>
/// <param name="PublishedProcessing">Processing state of the published version; null when no version is published.</param>
/// <param name="Rights">The asset's rights.</param>
public sealed record DeliverySnapshot(AssetStatus CurrentStatus, ProcessingState? PublishedProcessing, AssetRights Rights)
{
    public bool IsTakenDown { get; init; }

    /// <summary>It can be restored, and nobody gets it meanwhile.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>Null without one.</summary>
    public Grant? License { get; init; }

    /// <summary>All of them have to hold.</summary>
    public IReadOnlyList<Grant> Releases { get; init; } = [];

    /// <summary>Whether the verdict may be another in another territory.</summary>
    public bool DependsOnTerritory =>
        Rights.Territories.Mode != TerritoryMode.All || License is { Territories.Mode: not TerritoryMode.All } || Releases.Any(release => release.Territories.Mode != TerritoryMode.All);
}

/// <summary>The question: when, for where, and for what.</summary>
/// <param name="At">The instant asked about; a later one forecasts.</param>
/// <param name="Territory">Null when unknown; a territory rule then refuses.</param>
/// <param name="Channel">Key of the channel; null when unknown, which a rule of channels refuses.</param>
/// <param name="Purpose">Key of the purpose; null when unknown, which a rule of purposes refuses.</param>
public sealed record DeliveryContext(DateTimeOffset At, Territory? Territory = null, string? Channel = null, string? Purpose = null)
{
    /// <summary>Whether whoever asks may have anything at all.</summary>
    public bool IsAuthorized { get; init; } = true;
}

/// <param name="Reasons">Every reason, each code once, in the order in which the codes are declared; empty when allowed.</param>
/// <param name="ChangesAt">The next instant after the one asked about at which the answer or its reasons differ, as far as is known.</param>
public sealed record DeliveryVerdict(IReadOnlyList<RefusalReason> Reasons, DateTimeOffset? ChangesAt)
{
    public bool Allowed => Reasons.Count == 0;
}

/// <summary>
/// The one rule of delivery. Pure and total: GraphQL fields, the media route, feeds and the SQL pre-filter all agree with it, and a property
/// test holds them to that.
/// </summary>
public static class DeliveryPolicy
{
    public static DeliveryVerdict Decide(DeliverySnapshot snapshot, DeliveryContext context)
    {
        var (rights, license, releases) = (snapshot.Rights, snapshot.License, snapshot.Releases);
        List<RefusalReason>? reasons = null;
        if (snapshot.IsTakenDown)
        {
            Refuse(RefusalCode.TakenDown, "The asset was taken down for legal reasons.");
        }

        if (snapshot.PublishedProcessing == ProcessingState.Quarantined)
        {
            Refuse(RefusalCode.Quarantined, "The file is held in quarantine.");
        }

        if (!context.IsAuthorized)
        {
            Refuse(RefusalCode.NotAuthorized, "Whoever asks may have nothing that is delivered.");
        }

        if (snapshot.IsDeleted || snapshot.CurrentStatus == AssetStatus.Archived)
        {
            Refuse(RefusalCode.Archived, snapshot.IsDeleted ? "The asset is deleted." : "The asset is archived.");
        }

        if (snapshot.PublishedProcessing is null)
        {
            Refuse(RefusalCode.NotApproved, "No version of the asset is approved.");
        }
        else if (snapshot.PublishedProcessing is not (ProcessingState.Ready or ProcessingState.Quarantined))
        {
            Refuse(RefusalCode.NotReady, "The approved version is not processed, or could not be.");
        }

        if (rights.NeedsRelease && releases.Count == 0)
        {
            Refuse(RefusalCode.ReleaseMissing, "The asset needs a release, and has none.");
        }

        if (AnyIsRevoked(releases))
        {
            Refuse(RefusalCode.ReleaseRevoked, "A release of the asset was revoked.");
        }

        // Each of these holds on one side of one instant, so the next change is the first of them that is still to come.
        var released = FirstEnd(releases);
        var licensed = license is { IsRevoked: false } ? license.ExpiresAt : null;
        var start = LastStart(snapshot);
        if (context.At >= released)
        {
            Refuse(RefusalCode.ReleaseExpired, $"A release of the asset ended at {Text(released.Value)}.");
        }

        if (license is { IsRevoked: true } || context.At >= licensed)
        {
            Refuse(RefusalCode.LicenseExpired, "The licence of the asset has ended.");
        }

        if (context.At >= rights.ExpiresAt)
        {
            Refuse(RefusalCode.Expired, $"The right to use the asset ended at {Text(rights.ExpiresAt.Value)}.");
        }

        if (context.At < start)
        {
            Refuse(RefusalCode.Embargoed, $"The asset is under embargo until {Text(start.Value)}.");
        }

        var territories = Answer(snapshot, context.Territory);
        if (territories.HasFlag(Answers.Blocked))
        {
            Refuse(RefusalCode.TerritoryBlocked, $"The asset may not be used in {context.Territory}.");
        }

        if (territories.HasFlag(Answers.Unknown))
        {
            Refuse(RefusalCode.TerritoryUnknown, context.Territory is { } country
                ? $"The asset is allowed in parts of {country} only, and no subdivision is known."
                : "The asset may not be used everywhere, and no territory is known.");
        }

        var channels = Answer(rights.Channels, context.Channel) | Answer(license?.Channels ?? KeyRule.All, context.Channel);
        if (channels.HasFlag(Answers.Blocked))
        {
            Refuse(RefusalCode.ChannelBlocked, $"The asset may not be used on the channel \"{context.Channel}\".");
        }
        else if (channels.HasFlag(Answers.Unknown))
        {
            Refuse(RefusalCode.ChannelUnknown, "The asset may not be used on every channel, and no channel is known.");
        }

        var purposes = Answer(rights.Purposes, context.Purpose);
        if (purposes.HasFlag(Answers.Blocked))
        {
            Refuse(RefusalCode.PurposeBlocked, $"The asset may not be used for \"{context.Purpose}\".");
        }
        else if (purposes.HasFlag(Answers.Unknown))
        {
            Refuse(RefusalCode.PurposeUnknown, "The asset may not be used for every purpose, and no purpose is known.");
        }

        var change = First(context.At, released, First(context.At, licensed, First(context.At, rights.ExpiresAt, First(context.At, start, null))));
        return new DeliveryVerdict(reasons ?? [], change);

        void Refuse(RefusalCode code, string message) => (reasons ??= []).Add(new RefusalReason(code, message));
    }

    /// <summary>Whether the answer or its reasons are others from an instant on than right before it. What time changes is the same in every context.</summary>
    public static bool ChangesAt(DeliverySnapshot snapshot, DateTimeOffset instant) =>
        !Decide(snapshot, new DeliveryContext(instant)).Reasons.SequenceEqual(Decide(snapshot, new DeliveryContext(instant.AddTicks(-1))).Reasons);

    /// <summary>Whether there is a territory that all the rules allow.</summary>
    public static bool AllowSomewhere(IReadOnlyList<TerritoryRule> rules)
    {
        // Rules tell apart what they name, the rest of each country of which they name something, and the rest of the world.
        var named = rules.SelectMany(rule => rule.Territories).ToHashSet();
        var countries = named.Select(territory => territory.Country).ToHashSet(StringComparer.Ordinal);
        return named
            .Concat(countries.Select(Territory.RestOf))
            .Append(Territory.RestOf("QM"))
            .Any(territory => rules.All(rule => Answer(rule, territory) == Answers.Allowed));
    }

    /// <summary>What the rules say, some of them this and some that; nothing where all allow.</summary>
    [Flags]
    private enum Answers
    {
        Allowed = 0,
        Blocked = 1,
        Unknown = 2,
    }

    /// <summary>The asset's own rule, the licence's and each release's: all of them have to allow.</summary>
    private static Answers Answer(DeliverySnapshot snapshot, Territory? asked)
    {
        var answers = Answer(snapshot.Rights.Territories, asked);
        if (snapshot.License is { } license)
        {
            answers |= Answer(license.Territories, asked);
        }

        foreach (var release in snapshot.Releases)
        {
            answers |= Answer(release.Territories, asked);
        }

        return answers;
    }

    /// <summary>
    /// A country in the rule covers its subdivisions. Where the rule names a subdivision and only its country is known, the answer is unknown,
    /// and unknown refuses.
    /// </summary>
    private static Answers Answer(TerritoryRule rule, Territory? asked)
    {
        if (rule.Mode == TerritoryMode.All)
        {
            return Answers.Allowed;
        }

        if (asked is not { } territory)
        {
            return Answers.Unknown;
        }

        var isPartlyCovered = false;
        foreach (var named in rule.Territories)
        {
            if (named.Code == territory.Code || named.Code == territory.Country)
            {
                return rule.Mode == TerritoryMode.Only ? Answers.Allowed : Answers.Blocked;
            }

            isPartlyCovered |= !territory.IsSubdivision && named.Country == territory.Code;
        }

        return isPartlyCovered ? Answers.Unknown
            : rule.Mode == TerritoryMode.Only ? Answers.Blocked
            : Answers.Allowed;
    }

    private static Answers Answer(KeyRule rule, string? asked) =>
        rule.IsAll ? Answers.Allowed
        : asked is null ? Answers.Unknown
        : rule.Keys.Contains(asked, StringComparer.Ordinal) ? Answers.Allowed
        : Answers.Blocked;

    private static bool AnyIsRevoked(IReadOnlyList<Grant> releases)
    {
        foreach (var release in releases)
        {
            if (release.IsRevoked)
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset? FirstEnd(IReadOnlyList<Grant> releases)
    {
        DateTimeOffset? first = null;
        foreach (var release in releases)
        {
            first = first is null || release.ExpiresAt < first ? release.ExpiresAt : first;
        }

        return first;
    }

    /// <summary>From when on nothing has yet to begin.</summary>
    private static DateTimeOffset? LastStart(DeliverySnapshot snapshot)
    {
        var last = Later(snapshot.Rights.EmbargoUntil, snapshot.License?.StartsAt);
        foreach (var release in snapshot.Releases)
        {
            last = Later(last, release.StartsAt);
        }

        return last;

        static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
    }

    /// <summary>The earlier of the two that is still to come.</summary>
    /// <param name="known">Null, or later than <paramref name="at"/>.</param>
    private static DateTimeOffset? First(DateTimeOffset at, DateTimeOffset? candidate, DateTimeOffset? known) =>
        candidate > at && (known is null || candidate < known) ? candidate : known;

    private static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
