using Dam.Domain.Imaging;

namespace Dam.Domain.Assets;

public enum ProcessingState
{
    Pending,
    Processing,
    Ready,
    Failed,
    Quarantined,
}

/// <param name="Stage">What was being done: <c>identify</c>, <c>mezzanine</c>, …</param>
/// <param name="Code">Stable machine code.</param>
/// <param name="Message">Readable English.</param>
public sealed record ProcessingProblem(string Stage, string Code, string Message);

/// <summary>What a new version is made of.</summary>
/// <param name="Digest">SHA-256 of the bytes, 64 lower-case hexadecimal digits; with the region it is the blob's key.</param>
/// <param name="Region">Where the bytes lie.</param>
/// <param name="Filename">As the uploader named it.</param>
/// <param name="MediaType">Read from the bytes.</param>
/// <param name="Size">In bytes.</param>
/// <param name="CreatedBy">Subject of the caller.</param>
/// <param name="Note">Why, in the caller's words.</param>
public sealed record NewVersion(string Digest, string Region, string Filename, string MediaType, long Size, string CreatedBy, string? Note = null)
{
    /// <summary>As the uploader said; null when nothing was said.</summary>
    public string? DeclaredMediaType { get; init; }
}

/// <summary>What processing learned from an image's bytes.</summary>
/// <param name="Width">Pixels, after EXIF orientation.</param>
/// <param name="Height">Pixels, after EXIF orientation.</param>
/// <param name="HasAlpha">Whether it has transparency.</param>
/// <param name="Pages">Pages or frames; 1 for a plain image.</param>
/// <param name="Colors">Dominant colours, most common first.</param>
/// <param name="ThumbHash">Base64.</param>
/// <param name="MezzanineWidth">Pixels; null when renditions start from the original.</param>
/// <param name="MezzanineHeight">Pixels; null when renditions start from the original.</param>
public sealed record VersionImage(
    int Width, int Height, bool HasAlpha, int Pages, IReadOnlyList<RgbColor> Colors, string ThumbHash, RgbColor DominantColor, int? MezzanineWidth, int? MezzanineHeight)
{
    /// <summary>Null where it was not measured: files that were processed before this was.</summary>
    public PictureBorder? Border { get; init; }

    /// <summary>Of the file, or of what was drawn to stand for it. Null where it was not measured.</summary>
    public ColorProfile? Profile { get; init; }
}

/// <summary>One state of an asset's bytes, with its own status and its own processing.</summary>
public sealed class AssetVersion
{
    /// <summary>Code of the problem that lies with the service, not with the file.</summary>
    public const string GaveUp = "PROCESSING_GAVE_UP";

    /// <summary>Code of the problem that a scanner has found something.</summary>
    public const string MalwareFound = "MALWARE_FOUND";

    /// <summary>Code of the problem that no scanner answers, and the file waits.</summary>
    public const string ScannerUnavailable = "SCANNER_UNAVAILABLE";

    /// <summary>Name of the stage in which a scanner is asked.</summary>
    public const string ScanStage = "scan";

    /// <summary>Code of the problem that a file is not what it was said to be.</summary>
    public const string TypeMismatch = "TYPE_MISMATCH";

    private AssetVersion()
    {
    }

    internal AssetVersion(Guid assetId, int number, NewVersion content, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        AssetId = assetId;
        Number = number;
        Digest = content.Digest;
        Region = content.Region;
        Filename = content.Filename;
        FilenameFolded = Paging.Folding.Fold(content.Filename, Uploads.CreateUploadHandler.LongestFilename);
        MediaType = content.MediaType;
        Size = content.Size;
        CreatedBy = content.CreatedBy;
        Note = content.Note;
        CreatedAt = now;
        if (FileExtensions.Contradict(content.MediaType, content.Filename, content.DeclaredMediaType))
        {
            Problems = [new ProcessingProblem("identify", TypeMismatch, $"The content is {content.MediaType}, not what its name or its sender says. It is treated as what it is.")];
        }
    }

    public Guid Id { get; private init; }

    public Guid AssetId { get; private init; }

    /// <summary>From 1, without gaps.</summary>
    public int Number { get; private init; }

    public AssetStatus Status { get; private set; }

    public string Digest { get; private init; } = "";

    public string Region { get; private init; } = "";

    public string Filename { get; private init; } = "";

    public string FilenameFolded { get; private init; } = "";

    public string MediaType { get; private init; } = "";

    public long Size { get; private init; }

    public string? Note { get; private set; }

    public string CreatedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public ProcessingState Processing { get; private set; }

    public string? ProcessingStage { get; private set; }

    /// <summary>What was found wrong and did not matter, and last why processing failed, if it did.</summary>
    public IReadOnlyList<ProcessingProblem> Problems { get; private set; } = [];

    /// <summary>Null for what cannot be shown as an image, and until it is processed.</summary>
    public VersionImage? Image { get; private set; }

    /// <summary>Of sound or film.</summary>
    public TimeSpan? Duration { get; private set; }

    /// <summary>Of a document.</summary>
    public int? PageCount { get; private set; }

    /// <summary>From then on processing changes nothing any more. Only what was given up can begin anew, when somebody says so.</summary>
    public bool HasEnded => Processing is not (ProcessingState.Pending or ProcessingState.Processing) && !WasGivenUp;

    /// <summary>Does nothing once processing has ended: a job that runs twice leaves what the first run found.</summary>
    public void ProcessingReached(string stage)
    {
        if (HasEnded)
        {
            return;
        }

        Processing = ProcessingState.Processing;
        ProcessingStage = stage;
        Problems = [.. Problems.Where(problem => problem.Code is not (GaveUp or ScannerUnavailable))];
    }

    /// <param name="image">Null for what cannot be shown as one.</param>
    public void ProcessingSucceeded(VersionImage? image)
    {
        if (HasEnded)
        {
            return;
        }

        Processing = ProcessingState.Ready;
        Image = image;
    }

    /// <summary>Nobody but administrators gets at the file from now on, whatever processing has made of it before.</summary>
    /// <param name="threat">The scanner's name for what it found.</param>
    public void Quarantined(string threat)
    {
        Processing = ProcessingState.Quarantined;
        ProcessingStage = ScanStage;
        Problems = [.. Problems, new ProcessingProblem(ScanStage, MalwareFound, $"The scanner found {threat}.")];
    }

    /// <summary>Back to the beginning, with what was found noted.</summary>
    internal void Released() => Processing = ProcessingState.Pending;

    /// <param name="duration">Of sound or film.</param>
    /// <param name="pageCount">Of a document.</param>
    public void Measured(TimeSpan? duration, int? pageCount)
    {
        Duration = duration;
        PageCount = pageCount;
    }

    /// <summary>Notes what did not matter; the same thing found again is noted once.</summary>
    public void Noticed(IEnumerable<ProcessingProblem> problems) =>
        Problems = [.. Problems.UnionBy(problems, problem => (problem.Stage, problem.Code))];

    public void ProcessingFailed(string code, string message)
    {
        if (HasEnded)
        {
            return;
        }

        Processing = ProcessingState.Failed;
        Problems = [.. Problems, new ProcessingProblem(ProcessingStage ?? "verify", code, message)];
    }

    private bool WasGivenUp => Processing == ProcessingState.Failed && Problems.Any(problem => problem.Code == GaveUp);

    internal void SetStatus(AssetStatus status, string? note)
    {
        Status = status;
        Note = note ?? Note;
    }
}
