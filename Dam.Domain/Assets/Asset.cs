using System.Text.Json.Nodes;
using Dam.Domain.Media;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.Domain.Transitions;

namespace Dam.Domain.Assets;

public enum AssetKind
{
    Image,
    Video,
    Audio,
    Document,
    Other,
}

public enum AssetStatus
{
    Draft,
    InReview,
    Approved,
    Rejected,
    Archived,
}

/// <summary>A piece of brand media through all its versions. Approval belongs to a version; rights belong to the asset.</summary>
public sealed class Asset
{
    public const int LongestTitle = 500;

    private readonly List<AssetVersion> _versions = [];

    private Asset()
    {
    }

    public Guid Id { get; private init; }

    public string Title { get; private set; } = "";

    /// <summary><see cref="Paging.Folding.Fold(string, int)"/> of the title, for comparing and sorting.</summary>
    public string TitleFolded { get; private set; } = "";

    public IReadOnlyList<string> Tags { get; private set; } = [];

    public IReadOnlyList<LocalizedText> AltTexts { get; private set; } = [];

    public FocalPoint? FocalPoint { get; private set; }

    /// <summary>See <see cref="MetadataText"/>.</summary>
    public string? Metadata { get; private set; }

    /// <summary>The same of all its versions.</summary>
    public AssetKind Kind { get; private init; }

    /// <summary>Grows by one with every change that a caller makes.</summary>
    public int Revision { get; private set; }

    /// <summary>Part of every media URL; raising it kills all that were given out.</summary>
    public int Epoch { get; private set; }

    public Guid CurrentVersionId { get; private set; }

    /// <summary>The current version's, kept here too: with the asset's dates and title one index then holds the assets of a status in order.</summary>
    public AssetStatus Status { get; private set; }

    /// <summary>The newest approved version; null until one is approved.</summary>
    public Guid? PublishedVersionId { get; private set; }

    public DateTimeOffset? EmbargoUntil { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    /// <summary>The first of these two that has not been told of (<see cref="Transitions.PassTransitionsHandler"/>); null when none is to come.</summary>
    public DateTimeOffset? RightsChangeAt { get; private set; }

    public TerritoryMode TerritoryMode { get; private set; }

    /// <summary>See <see cref="SpacedText"/>.</summary>
    public string TerritoryCodes { get; private set; } = "";

    /// <summary>See <see cref="SpacedText"/>; empty for all.</summary>
    public string ChannelKeys { get; private set; } = "";

    /// <summary>See <see cref="SpacedText"/>; empty for all.</summary>
    public string PurposeKeys { get; private set; } = "";

    public Guid? LicenseId { get; private set; }

    public IReadOnlyList<Guid> ReleaseIds { get; private set; } = [];

    /// <summary>How many they are, so that who has none need not be asked for them.</summary>
    public int ReleaseCount { get; private set; }

    public bool NeedsRelease { get; private set; }

    public string? EventName { get; private set; }

    public DateTimeOffset? EventEndsAt { get; private set; }

    public CalendarSpan? EmbargoAfterEvent { get; private set; }

    public CalendarSpan? ExpiresAfterEvent { get; private set; }

    public string? Credit { get; private set; }

    public string? CopyrightNotice { get; private set; }

    public string? Donor { get; private set; }

    public string? Conditions { get; private set; }

    /// <summary>Name of the mark that lies over what is delivered.</summary>
    public string? Watermark { get; private set; }

    /// <summary>Null while it is not.</summary>
    public DateTimeOffset? TakenDownAt { get; private set; }

    /// <summary>For people who work on it, not for the public.</summary>
    public string? TakedownReason { get; private set; }

    /// <summary>Names the group of assets that stand in for one another; null for none.</summary>
    public Guid? AlternatesId { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Soft deletion: null while the asset lives.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public IReadOnlyList<AssetVersion> Versions => _versions;

    public AssetVersion CurrentVersion => _versions.Single(version => version.Id == CurrentVersionId);

    /// <summary>A new asset whose first version is a draft.</summary>
    public static Asset Create(AssetDescription description, AssetRights rights, NewVersion first, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        var version = new AssetVersion(id, number: 1, first, now);
        var asset = new Asset
        {
            Id = id,
            Kind = MediaKinds.KindOf(first.MediaType),
            Revision = 1,
            CurrentVersionId = version.Id,
            Status = version.Status,
            CreatedAt = now,
            UpdatedAt = now,
        };
        asset._versions.Add(version);
        asset.Apply(description);
        asset.Apply(rights, now);
        return asset;
    }

    /// <summary>The same, of which nothing but a title is known.</summary>
    public static Asset Create(string title, AssetRights rights, NewVersion first, DateTimeOffset now) =>
        Create(new AssetDescription { Title = title }, rights, first, now);

    /// <summary>What keeps bytes from becoming a version; null when nothing does.</summary>
    internal InvalidInput? ProblemOf(NewVersion content)
    {
        if (CurrentVersion.Status == AssetStatus.Archived)
        {
            return new InvalidInput("ASSET_ARCHIVED", "The asset is archived: a new version would bring it back. Give it another status first.");
        }

        if (content.Digest == CurrentVersion.Digest)
        {
            return new InvalidInput("CONTENT_UNCHANGED", "The current version holds exactly these bytes already.");
        }

        // Links, presets and filters count on it, and who sees only the published version must not learn of another's kind.
        return MediaKinds.KindOf(content.MediaType) == Kind
            ? null
            : new InvalidInput("KIND_DIFFERENT", $"The asset is of the kind {Kind.ToString().ToUpperInvariant()}, and {content.MediaType} is not. Make a new asset of it.");
    }

    /// <summary>A new version, a draft, becomes the current one; what is published stays so.</summary>
    public AssetVersion AddVersion(NewVersion content, DateTimeOffset now)
    {
        var version = new AssetVersion(Id, CurrentVersion.Number + 1, content, now);
        _versions.Add(version);
        CurrentVersionId = version.Id;
        Status = version.Status;
        Changed(now);
        return version;
    }

    /// <summary>Moves a version to another status and publishes the newest approved one.</summary>
    public void SetStatus(AssetVersion version, AssetStatus status, string? note, DateTimeOffset now)
    {
        version.SetStatus(status, note);
        Status = CurrentVersion.Status;
        PublishedVersionId = _versions.Where(candidate => candidate.Status == AssetStatus.Approved).MaxBy(candidate => candidate.Number)?.Id;
        Changed(now);
    }

    /// <summary>Processing of a version that was held in quarantine begins anew.</summary>
    public void Release(AssetVersion version, DateTimeOffset now)
    {
        version.Released();
        Changed(now);
    }

    public void SetRights(AssetRights rights, DateTimeOffset now)
    {
        Apply(rights, now);
        Changed(now);
    }

    /// <summary>Refused everywhere and for everybody until <see cref="Reinstate"/>.</summary>
    public void TakeDown(string reason, DateTimeOffset now)
    {
        TakenDownAt ??= now;
        TakedownReason = reason;
        Changed(now);
    }

    public void Reinstate(DateTimeOffset now)
    {
        TakenDownAt = null;
        TakedownReason = null;
        Changed(now);
    }

    /// <param name="group">Null for none.</param>
    public void StandIn(Guid? group, DateTimeOffset now)
    {
        AlternatesId = group;
        Changed(now);
    }

    /// <summary>No URL that was given out is good any more.</summary>
    public void RevokeUrls(DateTimeOffset now)
    {
        Epoch++;
        Changed(now);
    }

    public void Describe(AssetDescription description, DateTimeOffset now)
    {
        Apply(description);
        Changed(now);
    }

    /// <summary>
    /// Takes from a file what nobody has said of the asset yet. Not a caller's change: revision and date stay.
    /// </summary>
    internal void Prefill(EmbeddedRecord record)
    {
        var said = new JsonObject();
        if (record.Caption is { } caption)
        {
            said["caption"] = caption;
        }

        if (record.Creator is { } creator)
        {
            said["creator"] = creator;
        }

        // What people have said is laid over what the file says.
        if (MetadataText.TryPatch(before: null, said.ToJsonString(), out var metadata, out _)
            && (Metadata is null || MetadataText.TryPatch(metadata, Metadata, out metadata, out _)))
        {
            Metadata = metadata;
        }

        var patch = new DescriptionPatch
        {
            Title = new Change<string>(record.Title is not null && Title == TitleOf(CurrentVersion.Filename), record.Title),
            Tags = new Change<IReadOnlyList<string>>(record.Keywords.Count > 0 && Tags.Count == 0, record.Keywords),
        };
        if (patch.ApplyTo(Description).Value is { } description)
        {
            Apply(description);
        }

        Credit ??= record.Credit;
        CopyrightNotice ??= record.CopyrightNotice;
    }

    /// <summary>Of a file whose asset is given none. A name that is nothing but an extension (<c>.jpg</c>) is the title as it is: no asset is without one.</summary>
    internal static string TitleOf(string filename) =>
        Path.GetFileNameWithoutExtension(filename) is var stem && string.IsNullOrWhiteSpace(stem) ? filename : stem;

    /// <summary>Soft: rows and links stay as they are, and nobody but administrators sees them.</summary>
    public void Delete(DateTimeOffset now)
    {
        DeletedAt = now;
        Changed(now);
    }

    public void Restore(DateTimeOffset now)
    {
        DeletedAt = null;
        Changed(now);
    }

    /// <summary>All that the verdict depends on (<see cref="DeliverySnapshot"/>), as something that can be compared.</summary>
    internal (bool, bool, ProcessingState?, AssetRights) DeliveryFacts => (
        TakenDownAt is not null,
        CurrentVersion.Status == AssetStatus.Archived,
        _versions.Find(version => version.Id == PublishedVersionId)?.Processing,
        Rights with { Event = null, EmbargoAfterEvent = null, ExpiresAfterEvent = null, Credit = null, CopyrightNotice = null, Donor = null, Conditions = null });

    public AssetDescription Description => new() { Title = Title, Tags = Tags, AltTexts = AltTexts, FocalPoint = FocalPoint, Metadata = Metadata };

    public AssetRights Rights => new()
    {
        EmbargoUntil = EmbargoUntil,
        ExpiresAt = ExpiresAt,
        Territories = TerritoryRule.Of(TerritoryMode, TerritoryCodes),
        Channels = KeyRule.Of(ChannelKeys),
        Purposes = KeyRule.Of(PurposeKeys),
        LicenseId = LicenseId,
        Releases = new ReleaseSet(ReleaseIds),
        NeedsRelease = NeedsRelease,
        Watermark = Watermark,
        Event = EventName is { } name && EventEndsAt is { } endsAt ? new RightsEvent(name, endsAt) : null,
        EmbargoAfterEvent = EmbargoAfterEvent,
        ExpiresAfterEvent = ExpiresAfterEvent,
        Credit = Credit,
        CopyrightNotice = CopyrightNotice,
        Donor = Donor,
        Conditions = Conditions,
    };

    private void Apply(AssetDescription description)
    {
        Title = description.Title;
        TitleFolded = Paging.Folding.Fold(description.Title, LongestTitle);
        Tags = description.Tags;
        AltTexts = description.AltTexts;
        FocalPoint = description.FocalPoint;
        Metadata = description.Metadata;
    }

    private void Apply(AssetRights rights, DateTimeOffset now)
    {
        // What is due but not told of yet stays so, whoever changes something else meanwhile.
        if (rights.EmbargoUntil != EmbargoUntil || rights.ExpiresAt != ExpiresAt)
        {
            RightsChangeAt = Transition.After(now, rights.EmbargoUntil, rights.ExpiresAt);
        }

        EmbargoUntil = rights.EmbargoUntil;
        ExpiresAt = rights.ExpiresAt;
        TerritoryMode = rights.Territories.Mode;
        TerritoryCodes = rights.Territories.Codes();
        ChannelKeys = rights.Channels.Text();
        PurposeKeys = rights.Purposes.Text();
        LicenseId = rights.LicenseId;
        ReleaseIds = rights.Releases.Ids;
        ReleaseCount = rights.Releases.Ids.Count;
        NeedsRelease = rights.NeedsRelease;
        Watermark = rights.Watermark;
        EventName = rights.Event?.Name;
        EventEndsAt = rights.Event?.EndsAt;
        EmbargoAfterEvent = rights.EmbargoAfterEvent;
        ExpiresAfterEvent = rights.ExpiresAfterEvent;
        Credit = rights.Credit;
        CopyrightNotice = rights.CopyrightNotice;
        Donor = rights.Donor;
        Conditions = rights.Conditions;
    }

    private void Changed(DateTimeOffset now)
    {
        Revision++;
        UpdatedAt = now;
    }
}
