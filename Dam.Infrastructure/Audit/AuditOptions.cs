namespace Dam.Infrastructure.Audit;

/// <summary>How the audit chain is attested: section <c>Dam:Audit</c>.</summary>
public sealed class AuditOptions
{
    public const string Section = "Dam:Audit";

    /// <summary>Where checkpoints go; <c>audit</c> in the data folder unless set. Of use against whoever can write to the database, if that is not who can write here.</summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>How often one is made, when something has happened since the last.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A file with the private key that signs them: PEM, ECDSA on P-256. Without it one is made once and kept in the data folder.</summary>
    public string? SigningKey { get; set; }

    /// <summary>Files with public keys (PEM) that have signed as well: of nodes with other keys, or from before a change.</summary>
    public IList<string> TrustedKeys { get; } = [];

    internal IEnumerable<string> Problems()
    {
        if (CheckpointInterval <= TimeSpan.Zero)
        {
            yield return $"{Section}:{nameof(CheckpointInterval)} must be positive.";
        }

        if (CheckpointFolder is { } folder && FolderProblem(folder) is { } problem)
        {
            yield return $"{Section}:{nameof(CheckpointFolder)}: checkpoints cannot be written to \"{folder}\": {problem}";
        }

        if (SigningKey is not null && AuditKey.ProblemOf(SigningKey, signs: true) is { } signing)
        {
            yield return $"{Section}:{nameof(SigningKey)}: {signing}";
        }

        foreach (var key in TrustedKeys)
        {
            if (AuditKey.ProblemOf(key, signs: false) is { } trusted)
            {
                yield return $"{Section}:{nameof(TrustedKeys)}: {trusted}";
            }
        }
    }

    /// <summary>The folder may be storage that lets nobody change what is there, so nothing is written to it only to see.</summary>
    private static string? FolderProblem(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return failure.Message;
        }
    }
}
