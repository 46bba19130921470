namespace Dam.Domain.Blobs;

/// <summary>Names an original.</summary>
/// <param name="Region">Where it lies.</param>
/// <param name="Digest">SHA-256, 64 lower-case hexadecimal digits.</param>
public readonly record struct BlobName(string Region, string Digest)
{
    public BlobKey Key => new(BlobArea.Originals, Region, Digest);
}

/// <summary>
/// The row of an original, which is its lock: who names the bytes holds it until the name is written, and who deletes them holds it meanwhile. What nobody names is condemned first and deleted later.
/// </summary>
public sealed class Blob
{
    public const int LongestThreat = 200;

    private Blob()
    {
    }

    /// <param name="size">Bytes.</param>
    /// <param name="condemnedAt">Null for one that is named.</param>
    public Blob(BlobName name, long size, DateTimeOffset now, DateTimeOffset? condemnedAt = null)
    {
        (Region, Digest, Size, CreatedAt, CondemnedAt) = (name.Region, name.Digest, size, now, condemnedAt);
    }

    public string Region { get; private init; } = "";

    public string Digest { get; private init; } = "";

    public long Size { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>Since when nobody names it; null while somebody does.</summary>
    public DateTimeOffset? CondemnedAt { get; private set; }

    /// <summary>What a scanner has found in it; null for nothing.</summary>
    public string? Threat { get; private set; }

    /// <summary>Since when somebody has said that it is harmless all the same; null for nobody.</summary>
    public DateTimeOffset? ReleasedAt { get; private set; }

    /// <summary>Whatever names it is held back, and so is what will name it.</summary>
    public bool IsQuarantined => Threat is not null && ReleasedAt is null;

    public BlobName Name => new(Region, Digest);

    public void Keep() => CondemnedAt = null;

    /// <param name="threat">The scanner's name for it.</param>
    public void Found(string threat) => Threat ??= threat[..Math.Min(threat.Length, LongestThreat)];

    public void Release(DateTimeOffset now) => ReleasedAt ??= now;

    public void Condemn(DateTimeOffset now) => CondemnedAt ??= now;
}
