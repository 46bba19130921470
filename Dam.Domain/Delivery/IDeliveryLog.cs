using System.Net;

namespace Dam.Domain.Delivery;

/// <summary>Where the bytes of an answer came from.</summary>
public enum FileSource
{
    /// <summary>There were none: refused, or known to the client.</summary>
    None,

    Memory,

    Store,

    /// <summary>Made for this answer, or for one that asked at the same time.</summary>
    Made,
}

/// <summary>One answer of the media route to a URL that was given out.</summary>
/// <param name="What">The canonical transform of what was served or asked for; <c>original</c> for the untouched file.</param>
/// <param name="Context">That of the URL: <see cref="MediaContext"/>.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="Bytes">Of the body, as announced.</param>
/// <param name="Caller">The peer, which may be an edge; only its network is kept.</param>
public readonly record struct FileAnswer(
    DateTimeOffset At, Guid AssetId, Guid VersionId, string What, string Context, int Status, long Bytes, IPAddress? Caller, FileSource Source);

/// <summary>Takes note of what was handed out, for figures and bills. Costs the answer next to nothing: where more comes than can be written down it is counted, and lost.</summary>
public interface IDeliveryLog
{
    void Add(in FileAnswer answer);
}
