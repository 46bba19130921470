using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>An asset as readers give it: its row, its current and its published version, in one statement.</summary>
public sealed record AssetDetails
{
    public required Guid Id { get; init; }

    /// <summary>What was read of it; asking for anything else fails.</summary>
    public AssetColumns Columns { get; init; } = AssetColumns.All;

    public required string Title { get => Columns.Given(AssetColumns.Title, field); init; }

    public required IReadOnlyList<string> Tags { get => Columns.Given(AssetColumns.Tags, field); init; }

    public required IReadOnlyList<LocalizedText> AltTexts { get => Columns.Given(AssetColumns.AltTexts, field); init; }

    /// <summary>What crops keep in view; the centre when null.</summary>
    public required FocalPoint? FocalPoint { get => Columns.Given(AssetColumns.FocalPoint, field); init; }

    /// <summary>See <see cref="MetadataText"/>.</summary>
    public required string? Metadata { get => Columns.Given(AssetColumns.Metadata, field); init; }

    public required AssetKind Kind { get => Columns.Given(AssetColumns.Record, field); init; }

    /// <summary>Grows by one with every change that a caller makes (not with processing); send it back as `expectedRevision`.</summary>
    public required int Revision { get => Columns.Given(AssetColumns.Record, field); init; }

    /// <summary>Part of every media URL; raising it kills all that were given out.</summary>
    public required int Epoch { get => Columns.Given(AssetColumns.Record, field); init; }

    /// <summary>The newest version; file, size, colours and the like are its.</summary>
    public required VersionDetails CurrentVersion { get; init; }

    /// <summary>The newest approved version: the one that is delivered. Null until one is approved.</summary>
    public required VersionDetails? PublishedVersion { get => Columns.Given(AssetColumns.Published, field); init; }

    public required AssetRights Rights { get => Columns.Given(AssetColumns.Rights, field); init; }

    /// <summary>The terms of the licence that the rights name; null without one.</summary>
    public Grant? License { get => Columns.Given(AssetColumns.Rights, field); init; }

    /// <summary>The terms of the releases.</summary>
    public IReadOnlyList<Grant> Releases { get => Columns.Given(AssetColumns.Rights, field); init; } = [];

    /// <summary>Null while it is not.</summary>
    public DateTimeOffset? TakenDownAt { get => Columns.Given(AssetColumns.Rights, field); init; }

    /// <summary>For people who work on it, not for the public.</summary>
    public string? TakedownReason { get => Columns.Given(AssetColumns.Notices, field); init; }

    public required DateTimeOffset CreatedAt { get => Columns.Given(AssetColumns.Record, field); init; }

    public required DateTimeOffset UpdatedAt { get => Columns.Given(AssetColumns.Record, field); init; }

    /// <summary>When it was deleted; kept for 30 days, then gone, unless something holds it. Seen by administrators only.</summary>
    public required DateTimeOffset? DeletedAt { get => Columns.Given(AssetColumns.Rights, field); init; }

    public DeliverySnapshot Snapshot => new(CurrentVersion.Status, PublishedVersion?.Processing, Rights)
    {
        IsTakenDown = TakenDownAt is not null,
        IsDeleted = DeletedAt is not null,
        License = License,
        Releases = Releases,
    };
}

/// <summary>A version as readers give it.</summary>
public sealed record VersionDetails
{
    public required Guid Id { get; init; }

    /// <summary>What was read of it; asking for anything else fails.</summary>
    public AssetColumns Columns { get; init; } = AssetColumns.All;

    public required Guid AssetId { get; init; }

    public required int Number { get => Columns.Given(AssetColumns.State, field); init; }

    public required bool IsCurrent { get; init; }

    public required AssetStatus Status { get => Columns.Given(AssetColumns.State, field); init; }

    public required string Digest { get => Columns.Given(AssetColumns.Content, field); init; }

    public required string Region { get => Columns.Given(AssetColumns.Content, field); init; }

    public required string Filename { get => Columns.Given(AssetColumns.File, field); init; }

    public required string MediaType { get => Columns.Given(AssetColumns.File, field); init; }

    public required long Size { get => Columns.Given(AssetColumns.File, field); init; }

    public required string? Note { get => Columns.Given(AssetColumns.Work, field); init; }

    public required string CreatedBy { get => Columns.Given(AssetColumns.Work, field); init; }

    public required DateTimeOffset CreatedAt { get => Columns.Given(AssetColumns.State, field); init; }

    public required ProcessingState Processing { get => Columns.Given(AssetColumns.State, field); init; }

    public required string? ProcessingStage { get => Columns.Given(AssetColumns.Work, field); init; }

    public required IReadOnlyList<ProcessingProblem> Problems { get => Columns.Given(AssetColumns.Work, field); init; }

    public required VersionImage? Image { get => Columns.Given(AssetColumns.Dimensions, field); init; }

    /// <summary>Of sound or film.</summary>
    public TimeSpan? Duration { get => Columns.Given(AssetColumns.Dimensions, field); init; }

    /// <summary>Of a document.</summary>
    public int? PageCount { get => Columns.Given(AssetColumns.Dimensions, field); init; }

    /// <summary>A scanner has found something in it, or has not looked yet.</summary>
    /// <param name="isScanned">Whether files are scanned here.</param>
    public bool MayHoldMalware(bool isScanned) => Processing switch
    {
        ProcessingState.Quarantined => true,
        ProcessingState.Ready => false,
        ProcessingState.Failed => isScanned && ProcessingStage == AssetVersion.ScanStage,
        _ => isScanned,
    };

    /// <summary>Size of the picture from which renditions are made: the image itself, or what was drawn to stand for the file.</summary>
    public Imaging.PixelSize? PictureSize =>
        Image is not { } image ? null
        : !Imaging.MediaTypes.IsDecoded(MediaType) && image is { MezzanineWidth: { } width, MezzanineHeight: { } height } ? new Imaging.PixelSize(width, height)
        : new Imaging.PixelSize(image.Width, image.Height);

    /// <summary>What transforms are settled against; null when there is no picture of the file.</summary>
    /// <param name="focalPoint">The asset's.</param>
    public SourceImage? AsSource(FocalPoint? focalPoint) => this is { Image: { } image, PictureSize: { } size }
        ? new SourceImage(size, image.HasAlpha, MediaType, focalPoint, MediaType == MediaTypes.Pdf ? PageCount ?? image.Pages : image.Pages, Duration?.TotalSeconds)
        : null;
}
