namespace Dam.Domain.Blobs;

/// <summary>The rows of originals, within a unit of work. Versions and uploads that wait to become assets name them.</summary>
public interface IBlobRegister
{
    /// <summary>
    /// Says that a row of this unit of work names these bytes, which were published before. False when nobody had kept them until now: then a sweep may have deleted them since they were published, and
    /// who names them has to look. Nobody deletes them from here on.
    /// </summary>
    Task<bool> KeepAsync(BlobName name, long size, CancellationToken ct);

    /// <summary>For changing: nobody names it, condemns it or deletes it before the unit of work ends.</summary>
    Task<Blob?> FindAsync(BlobName name, CancellationToken ct);

    Task<bool> IsNamedAsync(BlobName name, CancellationToken ct);

    void Add(Blob blob);

    void Remove(Blob blob);
}

/// <summary>Reads the rows of originals, for sweeps.</summary>
public interface IBlobReader
{
    /// <summary>The next originals in the order of their digests, and which of them are neither named nor condemned.</summary>
    /// <param name="after">Where to go on; null to begin.</param>
    Task<IReadOnlyList<(BlobName Name, bool IsForgotten)>> PageAsync(BlobName? after, int atMost, CancellationToken ct);

    /// <summary>What was condemned at this instant or before, longest ago first.</summary>
    Task<IReadOnlyList<BlobName>> CondemnedAsync(DateTimeOffset until, int atMost, CancellationToken ct);

    /// <summary>Those of them that have a row.</summary>
    Task<IReadOnlySet<BlobName>> KnownAsync(IReadOnlyCollection<BlobName> names, CancellationToken ct);
}
