namespace Dam.Domain.Processing;

/// <summary>
/// A step in what is done with a new version's bytes. May run twice for the same version (a crash in between), so its effect must be the same. What is wrong with the file is thrown
/// as <see cref="Imaging.ImageException"/> or <see cref="Media.MediaException"/>; anything else is tried again later.
/// </summary>
public interface IProcessingStage
{
    /// <summary>As callers see it: <c>extract</c>, <c>mezzanine</c>, …</summary>
    string Name { get; }

    /// <summary>Without it the version is of no use: what is wrong then ends processing. Otherwise it is noted, and the next stage comes.</summary>
    bool IsNeeded { get; }

    bool AppliesTo(ProcessingWork work);

    Task RunAsync(ProcessingWork work, CancellationToken ct);
}
