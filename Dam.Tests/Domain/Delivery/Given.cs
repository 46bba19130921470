using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Delivery;

/// <summary>Assets, keys and a clock for the tests of delivery.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static readonly string Digest = new('a', 64);

    public static SigningKey Key(string id, byte fill = 7) => new(id, [.. Enumerable.Repeat(fill, SigningKey.ShortestSecret)]);

    public static MediaUrls Urls(TimeProvider time, params SigningKey[] keys) => new(Signer(keys), new Address(), time);

    public static UploadUrls UploadUrls(TimeProvider time, params SigningKey[] keys) => new(Signer(keys), new Address(), time);

    public static CanonicalTransform Transform(ImageFormat format = ImageFormat.Webp, int width = 800)
    {
        var source = new SourceImage(new PixelSize(4000, 3000), HasAlpha: false, "image/jpeg");
        Assert.True(CanonicalTransform.TryResolve(new Transform { Width = width, Format = format }, source, out var transform, out _));
        return transform;
    }

    public static VersionDetails Version(
        string? digest = null, AssetStatus status = AssetStatus.Approved, ProcessingState processing = ProcessingState.Ready, string filename = "Été à Nîmes.JPG") => new()
        {
            Id = Guid.CreateVersion7(),
            AssetId = Guid.CreateVersion7(),
            Number = 1,
            IsCurrent = true,
            Status = status,
            Digest = digest ?? Digest,
            Region = "default",
            Filename = filename,
            MediaType = "image/jpeg",
            Size = 1000,
            Note = null,
            CreatedBy = "tests",
            CreatedAt = Noon,
            Processing = processing,
            ProcessingStage = null,
            Problems = [],
            Image = null,
        };

    public static AssetDetails Asset(VersionDetails? version = null, AssetRights? rights = null, int epoch = 0, VersionDetails? current = null) => new()
    {
        Id = Guid.Parse("0193f5e6-7a00-7000-8000-000000000001"),
        Title = "Nîmes",
        Tags = [],
        AltTexts = [],
        FocalPoint = null,
        Metadata = null,
        Kind = AssetKind.Image,
        Revision = 1,
        Epoch = epoch,
        CurrentVersion = current ?? version ?? Version(),
        PublishedVersion = version ?? Version(),
        Rights = rights ?? AssetRights.None,
        CreatedAt = Noon,
        UpdatedAt = Noon,
        DeletedAt = null,
    };

    /// <summary>A URL's path after <c>/media/</c>, as the route hands it over.</summary>
    public static string PathOf(SignedUrl signed) => signed.Url.AbsolutePath["/media/".Length..];

    private static UrlSigner Signer(SigningKey[] keys) => new(new SigningKeys(keys.Length > 0 ? keys : [Key("k1")]));

    private sealed class Address : IPublicAddress
    {
        public Uri Base { get; } = new("https://media.example/");
    }
}

/// <summary>A clock that stands at one instant.</summary>
internal sealed class StoppedClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
