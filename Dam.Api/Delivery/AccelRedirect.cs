using Dam.Domain.Blobs;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

/// <summary>Where the proxy in front finds the files of the store, if it sends them itself (nginx: <c>X-Accel-Redirect</c>).</summary>
internal sealed class AccelRedirect(IOptions<DeliveryOptions> options, IBlobStore blobs)
{
    private readonly string? _prefix = options.Value.AccelRedirect;

    private readonly ILocalBlobs? _files = options.Value.AccelRedirect is null ? null : blobs as ILocalBlobs
        ?? throw new InvalidOperationException($"{DeliveryOptions.Section}:{nameof(DeliveryOptions.AccelRedirect)} is for blobs in a folder (Dam:Blobs:Provider FileSystem).");

    /// <summary>Null where this service sends them.</summary>
    public string? PathOf(BlobKey key) => _files is null ? null : _prefix + _files.PathIn(key);
}
