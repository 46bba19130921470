namespace Dam.GraphQL.Types;

/// <summary>A file that came with a request, as a resolver's argument or an input's field.</summary>
/// <param name="fileName">What the client calls it; never to be used as a path.</param>
/// <param name="mediaType">What the client says it is, such as <c>image/png</c>.</param>
/// <param name="length">Its size in bytes.</param>
/// <param name="open">Opens it for reading from its start.</param>
public sealed class Upload(string fileName, string? mediaType, long length, Func<Stream> open)
{
    /// <summary>What the client calls it; never to be used as a path.</summary>
    public string FileName { get; } = fileName;

    /// <summary>What the client says it is, such as <c>image/png</c>; null when it says nothing.</summary>
    public string? MediaType { get; } = mediaType;

    /// <summary>Size in bytes.</summary>
    public long Length { get; } = length;

    /// <summary>Its bytes from the start; valid as long as the request is, and closed by who opened it.</summary>
    public Stream OpenReadStream() => open();
}
