using System.Net;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Domain.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api;

/// <summary>Puts things into a running service through its use cases, for tests of what is not GraphQL.</summary>
internal static class Seeding
{
    public static readonly Caller Tester = Caller.Administrator("tests");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static T Get<T>(this DamHost host)
        where T : notnull => host.Services.GetRequiredService<T>();

    public static async Task<ReservedUpload> CreateUploadAsync(this DamHost host, string filename, long size, string? digest = null) =>
        Done(await host.Get<CreateUploadHandler>().HandleAsync(Tester, new CreateUpload(filename, size, MediaType: null, digest), Ct));

    public static string UploadUrl(this DamHost host, ReservedUpload upload) => host.Get<UploadUrls>().For(upload).Url.AbsoluteUri;

    /// <summary>An asset of these bytes, processed and with the status given.</summary>
    public static async Task<AssetDetails> AddAssetAsync(
        this DamHost host, byte[] bytes, string filename = "picture.png", AssetStatus status = AssetStatus.Approved, RightsPatch? rights = null)
    {
        var upload = await host.CreateUploadAsync(filename, bytes.Length);
        using var http = host.Http();
        using var content = new ByteArrayContent(bytes);
        using var response = await http.PutAsync(host.UploadUrl(upload), content, Ct);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        var created = Done(await host.Get<CreateAssetHandler>().HandleAsync(Tester, new CreateAsset(upload.Id, Title: null, rights, DuplicatePolicy.Allow), Ct));
        await host.SetStatusAsync(created.Value, status);
        return await host.WaitUntilProcessedAsync(created.Value);
    }

    public static async Task SetStatusAsync(this DamHost host, Guid assetId, AssetStatus status) => Done(
        await host.Get<SetAssetStatusHandler>().HandleAsync(Tester, new SetAssetStatus(assetId, status, VersionId: null, Note: null, ExpectedRevision: null), Ct));

    public static async Task SetRightsAsync(this DamHost host, Guid assetId, RightsPatch rights) =>
        Done(await host.Get<SetAssetRightsHandler>().HandleAsync(Tester, new SetAssetRights(assetId, rights, ExpectedRevision: null), Ct));

    public static async Task<AssetDetails> ReadAsync(this DamHost host, Guid assetId) =>
        await host.Get<IAssetReader>().FindForDeliveryAsync(assetId, Ct) ?? throw new InvalidOperationException($"The asset {assetId} is not there.");

    public static string RenditionUrl(this DamHost host, AssetDetails asset, ImageFormat format = ImageFormat.Png, int width = 40, string? territory = null) =>
        host.Get<MediaUrls>().ForRendition(asset, TransformOf(asset, format, width), territory is null ? null : Territory.Parse(territory)).Url.AbsoluteUri;

    public static CanonicalTransform TransformOf(AssetDetails asset, ImageFormat format, int width)
    {
        var image = asset.CurrentVersion.Image!;
        var source = new SourceImage(new PixelSize(image.Width, image.Height), image.HasAlpha, asset.CurrentVersion.MediaType);
        Assert.True(CanonicalTransform.TryResolve(new Transform { Width = width, Format = format }, source, out var transform, out _));
        return transform;
    }

    public static async Task<AssetDetails> WaitUntilProcessedAsync(this DamHost host, Guid assetId)
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            var asset = await host.ReadAsync(assetId);
            if (asset.CurrentVersion.Processing is ProcessingState.Ready or ProcessingState.Failed)
            {
                return asset;
            }

            await Task.Delay(50, Ct);
        }

        throw new TimeoutException($"The asset {assetId} was not processed within 60 seconds.");
    }

    private static T Done<T>(Outcome<T> outcome)
        where T : class => outcome.Value ?? throw new InvalidOperationException(string.Join(' ', outcome.Errors.Select(error => error.Message)));
}
