namespace Dam.Domain.Uploads;

/// <summary>Bounds on what is taken in.</summary>
public sealed record UploadRules
{
    /// <summary>Bytes of one file.</summary>
    public long LargestFile { get; init; } = 20L * 1024 * 1024 * 1024;

    /// <summary>How long an upload's place is kept.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Where new bytes lie.</summary>
    public string Region { get; init; } = "default";
}
