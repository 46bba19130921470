using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Media;

namespace Dam.Domain.Processing;

/// <summary>A version in the making, and what the stages have learned of it; recorded at once when the last has ended.</summary>
public sealed class ProcessingWork(AssetVersion version, bool isReleased, IBlobStore blobs) : IAsyncDisposable
{
    private readonly List<ProcessingProblem> _problems = [];

    /// <summary>As it was when processing began.</summary>
    public AssetVersion Version => version;

    public string MediaType => version.MediaType;

    /// <summary>Somebody has said that what a scanner found is harmless.</summary>
    public bool IsReleased => isReleased;

    /// <summary>A scanner's name for what it found; null for nothing.</summary>
    public string? Threat { get; set; }

    public MediaFacts Facts { get; set; } = MediaFacts.Nothing;

    /// <summary>The picture that stands for a file that is none; null until it is drawn.</summary>
    public Stream? Poster { get; set; }

    public VersionImage? Image { get; set; }

    /// <summary>What the picture looks like; null for nothing.</summary>
    public Likeness? Likeness { get; set; }

    /// <summary>What was wrong and did not matter.</summary>
    public IReadOnlyList<ProcessingProblem> Problems => _problems;

    public void Note(ProcessingProblem problem) => _problems.Add(problem);

    /// <summary>The untouched file, seekable; the caller disposes it.</summary>
    public Task<Stream> OpenAsync(CancellationToken ct) => blobs.OpenExistingAsync(new BlobKey(BlobArea.Originals, version.Region, version.Digest), ct);

    public ValueTask DisposeAsync() => Poster?.DisposeAsync() ?? ValueTask.CompletedTask;
}
