namespace Dam.Domain.Uploads;

/// <summary>A place reserved for a file: declared, then received, then named by the asset that is made of it.</summary>
public sealed class Upload
{
    private Upload()
    {
    }

    public Upload(string filename, long size, string? mediaType, string? digest, string createdBy, DateTimeOffset now, DateTimeOffset expiresAt, Guid? id = null)
    {
        Id = id ?? Guid.CreateVersion7(now);
        Filename = filename;
        DeclaredSize = size;
        DeclaredMediaType = mediaType;
        DeclaredDigest = digest;
        CreatedBy = createdBy;
        CreatedAt = now;
        ExpiresAt = expiresAt;
    }

    public Guid Id { get; private init; }

    public string Filename { get; private init; } = "";

    /// <summary>Bytes.</summary>
    public long DeclaredSize { get; private init; }

    public string? DeclaredMediaType { get; private init; }

    /// <summary>SHA-256 as declared, 64 lower-case hexadecimal digits.</summary>
    public string? DeclaredDigest { get; private init; }

    /// <summary>What a tus client said of the file, as it said it: it is told so again.</summary>
    public string? TusMetadata { get; init; }

    public string CreatedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    /// <summary>From then on nothing is received any more.</summary>
    public DateTimeOffset ExpiresAt { get; private init; }

    public DateTimeOffset? ReceivedAt { get; private set; }

    public string? Digest { get; private set; }

    public string? Region { get; private set; }

    /// <summary>Read from the bytes.</summary>
    public string? MediaType { get; private set; }

    /// <summary>The asset made of it.</summary>
    public Guid? AssetId { get; private set; }

    /// <summary>Grows with each change; the optimistic lock.</summary>
    public int Revision { get; private set; }

    public void Received(string digest, string region, string mediaType, DateTimeOffset now)
    {
        Digest = digest;
        Region = region;
        MediaType = mediaType;
        ReceivedAt = now;
        Revision++;
    }

    public void BecameAsset(Guid assetId)
    {
        AssetId = assetId;
        Revision++;
    }
}
