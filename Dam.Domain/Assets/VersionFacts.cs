namespace Dam.Domain.Assets;

/// <summary>What a version's bytes say about themselves, apart from what lists show.</summary>
public sealed class VersionFacts
{
    private VersionFacts()
    {
    }

    public VersionFacts(Guid versionId, string technical, string? location)
    {
        VersionId = versionId;
        Technical = technical;
        Location = location;
    }

    public Guid VersionId { get; private init; }

    /// <summary>A JSON object; at most <see cref="LongestTechnical"/> characters.</summary>
    public string Technical { get; private set; } = "{}";

    /// <summary>A JSON object of where it was made; for those who may have originals.</summary>
    public string? Location { get; private set; }

    /// <summary>What is written in the document or can be seen written in the picture; null when nothing is, or when it was not read yet.</summary>
    public string? Text { get; private set; }

    public const int LongestTechnical = 100_000;

    public const int LongestText = 1_000_000;

    public void Found(string technical, string? location)
    {
        Technical = technical;
        Location = location;
    }

    public void Read(string text) => Text = text;
}
