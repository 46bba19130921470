using Dam.Api.Hosting;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dam.Api.Delivery;

/// <summary>
/// <c>GET /media/…</c>: the URL's signature is the permission to ask, the verdict the permission to have. What was never given out is 404 without a hint;
/// what was given out and may not be served now is 403 with the reasons, and is served again when the rights allow it again.
/// </summary>
internal sealed class MediaEndpoint(
    MediaUrls urls, IAssetReader assets, GetRenditionHandler renditions, IBlobStore blobs, EdgeTerritory edge, CachePolicy cache, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods(
            $"/{MediaUrls.Prefix}{{**path}}",
            [HttpMethods.Get, HttpMethods.Head],
            (string? path, HttpContext context, MediaEndpoint endpoint) => endpoint.HandleAsync(path, context)).AllowAnonymous();

    private async Task<IResult> HandleAsync(string? path, HttpContext context)
    {
        var ct = context.RequestAborted;
        if (!urls.TryRead(path, out var url))
        {
            return Problem.NotFound();
        }

        var now = time.GetUtcNow();
        if (now >= url.ExpiresAt)
        {
            return Problem.Of(StatusCodes.Status403Forbidden, "URL_EXPIRED", "This URL has expired. Ask for a new one.");
        }

        if (await assets.FindForDeliveryAsync(url.AssetId, ct) is not { } asset || asset.Epoch != url.Epoch
            || await MediaVersion.FindAsync(assets, asset, url, ct) is not { } version)
        {
            return Problem.NotFound();
        }

        var verdict = MediaVerdict.Decide(asset, version, url.Context, edge.Of(context), now);
        if (!verdict.Allowed)
        {
            return Refused(verdict);
        }

        var headers = context.Response.Headers;
        headers.CacheControl = cache.CacheControl(url, asset.Rights, verdict, now);
        headers.Vary = cache.Vary(url);
        return url.Transform is { } transform
            ? await ServeRenditionAsync(context, url, version, transform)
            : await ServeOriginalAsync(context, version);
    }

    private async Task<IResult> ServeRenditionAsync(HttpContext context, MediaUrl url, VersionDetails version, CanonicalTransform asked)
    {
        var accept = context.Request.Headers.Accept.ToString();
        var wanted = asked.In(asked.ChooseFormat(accept));
        var tag = TagOf(version, wanted);
        if (IsKnown(context.Request, tag))
        {
            // Answered from the URL alone: the bytes that the client has are never made again for this.
            context.Response.Headers.ETag = tag.ToString();
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        }

        PixelSize? mezzanine = version.Image is { MezzanineWidth: { } width, MezzanineHeight: { } height } ? new PixelSize(width, height) : null;
        var query = new GetRendition(version.Region, version.Digest, wanted, mezzanine, version.MediaType) { StandIn = asked.StandInFor(accept) };
        var rendition = await renditions.HandleAsync(query, context.RequestAborted);
        if (!rendition.Succeeded)
        {
            return Failed(context, rendition.Errors[0]);
        }

        var (content, transform, isStandIn) = rendition.Value;
        if (isStandIn)
        {
            // The next request may get what was asked for.
            context.Response.Headers.CacheControl = "private, no-cache";
        }

        return File(context, content, transform.Format.MediaType(), TagOf(version, transform), "inline", $"{url.Name}.{transform.Format.Extension()}");
    }

    private static EntityTagHeaderValue TagOf(VersionDetails version, CanonicalTransform transform) => new($"\"{version.Digest[..32]}-{transform}\"");

    private async Task<IResult> ServeOriginalAsync(HttpContext context, VersionDetails version)
    {
        var original = await blobs.OpenExistingAsync(new BlobKey(BlobArea.Originals, version.Region, version.Digest), context.RequestAborted);
        return File(context, original, version.MediaType, new EntityTagHeaderValue($"\"{version.Digest}\""), "attachment", version.Filename);
    }

    /// <summary>Conditions, ranges and HEAD are the framework's (RFC 9110, sections 13 and 14). What is served never runs: neither scripts in an SVG nor as another type.</summary>
    private static FileStreamHttpResult File(HttpContext context, Stream content, string mediaType, EntityTagHeaderValue tag, string disposition, string filename)
    {
        var named = new ContentDispositionHeaderValue(disposition);
        named.SetHttpFileName(filename);
        context.Response.Headers.ContentDisposition = named.ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.OnStarting(KeepNoRefusalAsync, context.Response);
        return TypedResults.Stream(content, mediaType, entityTag: tag, enableRangeProcessing: true);
    }

    /// <summary>
    /// A condition or range that does not hold (412, 416) is between this service and that client: a shared cache that kept the answer would give it to everybody.
    /// </summary>
    private static Task KeepNoRefusalAsync(object state)
    {
        var response = (HttpResponse)state;
        if (response.StatusCode >= StatusCodes.Status400BadRequest)
        {
            response.Headers.CacheControl = "no-store";
        }

        return Task.CompletedTask;
    }

    private static bool IsKnown(HttpRequest request, EntityTagHeaderValue tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known)
        && known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(tag, useStrongComparison: false));

    private static Problem Refused(DeliveryVerdict verdict) =>
        Problem.Of(StatusCodes.Status403Forbidden, "DELIVERY_REFUSED", string.Join(' ', verdict.Reasons.Select(reason => reason.Message))) with
        {
            Reasons = [.. verdict.Reasons.Select(ProblemReason.Of)],
        };

    private static Problem Failed(HttpContext context, DomainError error)
    {
        // Nothing was served, so nothing depends on what the request accepts.
        context.Response.Headers.Vary = StringValues.Empty;
        if (error is not RenditionBusy busy)
        {
            return Problem.Of(StatusCodes.Status422UnprocessableEntity, error.Code, error.Message);
        }

        return Problem.Of(StatusCodes.Status503ServiceUnavailable, error.Code, error.Message) with { RetryAfter = busy.RetryAfter };
    }
}
