namespace Dam.Domain.Imaging;

/// <summary>Reads pieces of a file at any place. What lies outside of the file is not there, whatever the file says of itself.</summary>
internal sealed class FileWindow(Stream content)
{
    public long Length => content.Length;

    /// <summary>Up to <paramref name="count"/> bytes; fewer, or none, where the file ends.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(long offset, int count, CancellationToken ct)
    {
        if (offset < 0 || offset >= content.Length)
        {
            return default;
        }

        content.Position = offset;
        var bytes = new byte[Math.Min(count, content.Length - offset)];
        var length = await content.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct);
        return bytes.AsMemory(0, length);
    }
}
