using Dam.Domain.Imaging;

namespace Dam.Domain.Rights;

/// <summary>One value of a patch: given (also as null, which clears), or left as it is.</summary>
public readonly record struct Change<T>(bool IsGiven, T? Value)
{
    public static Change<T> To(T? value) => new(IsGiven: true, value);

    public T? Or(T? unchanged) => IsGiven ? Value : unchanged;
}

/// <summary>Rights as a caller changes them: what is not given stays.</summary>
public sealed record RightsPatch
{
    public const int LongestText = 1000;

    public static RightsPatch Nothing { get; } = new();

    /// <summary>An instant given so is no longer counted from an event.</summary>
    public Change<DateTimeOffset?> EmbargoUntil { get; init; }

    /// <summary>An instant given so is no longer counted from an event.</summary>
    public Change<DateTimeOffset?> ExpiresAt { get; init; }

    /// <summary>Null for everywhere.</summary>
    public Change<TerritoryRule> Territories { get; init; }

    /// <summary>Null for all.</summary>
    public Change<KeyRule> Channels { get; init; }

    /// <summary>Null for all.</summary>
    public Change<KeyRule> Purposes { get; init; }

    public Change<Guid?> LicenseId { get; init; }

    /// <summary>Null for none.</summary>
    public Change<ReleaseSet> Releases { get; init; }

    public Change<bool?> NeedsRelease { get; init; }

    /// <summary>Where the service has lost a mark, nothing is delivered without it.</summary>
    public Change<string> Watermark { get; init; }

    public Change<RightsEvent> Event { get; init; }

    public Change<CalendarSpan?> EmbargoAfterEvent { get; init; }

    public Change<CalendarSpan?> ExpiresAfterEvent { get; init; }

    public Change<string> Credit { get; init; }

    public Change<string> CopyrightNotice { get; init; }

    public Change<string> Donor { get; init; }

    public Change<string> Conditions { get; init; }

    /// <summary>Whether it is about more than dates and texts, so that other rows have to be asked.</summary>
    internal bool IsOfPlaces => Territories.IsGiven || Channels.IsGiven || LicenseId.IsGiven || Releases.IsGiven;

    /// <summary>A mark that the service does not have; null when it has it, or none is given.</summary>
    internal InvalidInput? MarkProblem(IWatermarks watermarks) => watermarks.Problem(Watermark.Value, "input", "rights", "watermark");

    /// <summary>The rights after the change, or everything that is wrong with them. Whether the licence, the releases, the channels and the watermark exist is not asked here.</summary>
    public Outcome<AssetRights> ApplyTo(AssetRights rights)
    {
        var counted = Event.Or(rights.Event);
        var (embargo, afterEmbargo) = Counted(counted, EmbargoUntil, EmbargoAfterEvent, rights.EmbargoUntil, rights.EmbargoAfterEvent);
        var (expiry, afterExpiry) = Counted(counted, ExpiresAt, ExpiresAfterEvent, rights.ExpiresAt, rights.ExpiresAfterEvent);
        var patched = rights with
        {
            EmbargoUntil = embargo,
            ExpiresAt = expiry,
            Territories = Territories.Or(rights.Territories) ?? TerritoryRule.Everywhere,
            Channels = Channels.Or(rights.Channels) ?? KeyRule.All,
            Purposes = Purposes.Or(rights.Purposes) ?? KeyRule.All,
            LicenseId = LicenseId.Or(rights.LicenseId),
            Releases = Releases.Or(rights.Releases) ?? ReleaseSet.None,
            NeedsRelease = NeedsRelease.Or(rights.NeedsRelease) ?? false,
            Watermark = Watermark.Or(rights.Watermark),
            Event = counted,
            EmbargoAfterEvent = afterEmbargo,
            ExpiresAfterEvent = afterExpiry,
            Credit = Credit.Or(rights.Credit),
            CopyrightNotice = CopyrightNotice.Or(rights.CopyrightNotice),
            Donor = Donor.Or(rights.Donor),
            Conditions = Conditions.Or(rights.Conditions),
        };
        var errors = Problems(patched).ToList();
        return errors.Count == 0 ? patched : Outcome<AssetRights>.Refused(errors);
    }

    /// <summary>The instant and what it is counted by. Who clears what it is counted by clears the instant; an instant that cannot be counted is none.</summary>
    private static (DateTimeOffset? Instant, CalendarSpan? After) Counted(
        RightsEvent? counted, Change<DateTimeOffset?> instant, Change<CalendarSpan?> after, DateTimeOffset? instantBefore, CalendarSpan? afterBefore) =>
        (after.IsGiven ? after.Value : instant.IsGiven ? null : afterBefore) is { } span ? (counted is null ? null : span.After(counted.EndsAt), span)
        : instant.IsGiven ? (instant.Value, null)
        : (after.IsGiven && afterBefore is not null ? null : instantBefore, null);

    private IEnumerable<DomainError> Problems(AssetRights rights)
    {
        if (rights.ExpiresAt <= rights.EmbargoUntil)
        {
            yield return Problem("EXPIRY_BEFORE_EMBARGO", "The rights would end before the embargo does: nobody could ever use the asset.", "expiresAt");
        }

        (bool IsTwice, CalendarSpan? After, DateTimeOffset? Instant, string Field)[] counted =
        [
            (EmbargoUntil.Value is not null && EmbargoAfterEvent.Value is not null, rights.EmbargoAfterEvent, rights.EmbargoUntil, "embargoAfterEvent"),
            (ExpiresAt.Value is not null && ExpiresAfterEvent.Value is not null, rights.ExpiresAfterEvent, rights.ExpiresAt, "expiresAfterEvent"),
        ];
        foreach (var (isTwice, after, instant, field) in counted)
        {
            if (isTwice)
            {
                yield return Problem("INSTANT_CONTRADICTS", "An instant is either given or counted from the event, not both.", field);
            }
            else if (after is not null && rights.Event is null)
            {
                yield return Problem("EVENT_MISSING", "An instant is counted from the event, and there is none. Give the event too.", field);
            }
            else if (after is not null && instant is null)
            {
                yield return Problem("INSTANT_OUT_OF_RANGE", $"{after} after the event is beyond the calendar.", field);
            }
        }

        if (rights.Territories.Problem("input", "rights", "territories") is { } territories)
        {
            yield return territories;
        }

        if (rights.Channels.Problem("input", "rights", "channels") is { } channels)
        {
            yield return channels;
        }

        if (rights.Purposes.Problem("input", "rights", "purposes") is { } purposes)
        {
            yield return purposes;
        }

        if (rights.Releases.Ids.Count > ReleaseSet.Most)
        {
            yield return Problem("RELEASES_TOO_MANY", $"An asset has at most {ReleaseSet.Most} releases.", "releaseIds");
        }

        (string? Text, string Field)[] texts =
            [(rights.Event?.Name, "event"), (rights.Credit, "credit"), (rights.CopyrightNotice, "copyrightNotice"), (rights.Donor, "donor"), (rights.Conditions, "conditions")];
        foreach (var (_, field) in texts.Where(text => !IsText(text.Text)))
        {
            yield return Problem("TEXT_INVALID", $"The text has at most {LongestText} characters, none of them U+0000.", field);
        }
    }

    /// <summary>U+0000 is text in C#, but not in every database.</summary>
    internal static bool IsText(string? text) => text is null || (text.Length <= LongestText && !text.Contains('\0', StringComparison.Ordinal));

    private static InvalidInput Problem(string code, string message, string field) => new(code, message) { Path = ["input", "rights", field] };
}
