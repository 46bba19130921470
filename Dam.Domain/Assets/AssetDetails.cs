using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>An asset as readers give it: its row, its current and its published version, in one statement.</summary>
public sealed record AssetDetails
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    public required AssetKind Kind { get; init; }

    public required int Revision { get; init; }

    public required int Epoch { get; init; }

    public required VersionDetails CurrentVersion { get; init; }

    public required VersionDetails? PublishedVersion { get; init; }

    public required AssetRights Rights { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

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
