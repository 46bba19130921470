using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>An asset as readers give it: its row, its current and its published version, in one statement.</summary>
public sealed record AssetDetails
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public required AssetKind Kind { get; init; }

    /// <summary>Grows by one with every change that a caller makes (not with processing); send it back as `expectedRevision`.</summary>
    public required int Revision { get; init; }

    /// <summary>Part of every media URL; raising it kills all that were given out.</summary>
    public required int Epoch { get; init; }

    /// <summary>The newest version; file, size, colours and the like are its.</summary>
    public required VersionDetails CurrentVersion { get; init; }

    /// <summary>The newest approved version: the one that is delivered. Null until one is approved.</summary>
    public required VersionDetails? PublishedVersion { get; init; }

    public required AssetRights Rights { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it was deleted; kept for 30 days, then gone, unless something holds it. Seen by administrators only.</summary>
    public required DateTimeOffset? DeletedAt { get; init; }

    public DeliverySnapshot Snapshot => new(CurrentVersion.Status, PublishedVersion?.Processing, Rights);
}

/// <summary>A version as readers give it.</summary>
public sealed record VersionDetails
{
    public required Guid Id { get; init; }

    public required Guid AssetId { get; init; }

    public required int Number { get; init; }

    public required bool IsCurrent { get; init; }

    public required AssetStatus Status { get; init; }

    public required string Digest { get; init; }

    public required string Region { get; init; }

    public required string Filename { get; init; }

    public required string MediaType { get; init; }

    public required long Size { get; init; }

    public required string? Note { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required ProcessingState Processing { get; init; }

    public required string? ProcessingStage { get; init; }

    public required IReadOnlyList<ProcessingProblem> Problems { get; init; }

    public required VersionImage? Image { get; init; }
}
