namespace Dam.Domain.Uploads;

/// <summary>A file as it comes from the web.</summary>
/// <param name="Filename">As the server calls it, or the URL does; made a name that an upload may have.</param>
/// <param name="MediaType">As the server calls it.</param>
/// <param name="Content">To be read once. Throws <see cref="UrlFetchException"/> when it breaks off or takes too long.</param>
public sealed record FetchedFile(string Filename, string? MediaType, Stream Content) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>The file at a URL cannot be had.</summary>
/// <param name="code"><c>URL_INVALID</c>, <c>URL_FORBIDDEN</c>, <c>URL_UNREACHABLE</c>, <c>URL_STATUS</c>, <c>URL_REDIRECTS</c>, <c>URL_ENCODED</c>, <c>URL_BROKEN</c>, <c>URL_TIMEOUT</c>.</param>
/// <param name="message">For callers: says nothing of what is on networks that they cannot reach themselves.</param>
public sealed class UrlFetchException(string code, string message, Exception? inner = null) : Exception(message, inner)
{
    public string Code => code;
}

/// <summary>Fetches files from the web, and from nowhere else: what a URL leads to is checked at every step, so that nobody can have this service ask inside its own network.</summary>
public interface IUrlFetcher
{
    /// <summary>Bytes that are taken at most.</summary>
    long LargestFile { get; }

    /// <summary>Returns when the server has begun to answer. Throws <see cref="UrlFetchException"/>, or <see cref="Blobs.BlobTooLargeException"/> when the server announces too much.</summary>
    Task<FetchedFile> FetchAsync(Uri url, CancellationToken ct);
}
