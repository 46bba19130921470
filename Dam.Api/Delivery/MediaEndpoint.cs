using Dam.Api.Hosting;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Purges;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dam.Api.Delivery;

/// <summary>
/// <c>GET /media/…</c>: the URL's signature is the permission to ask, the verdict the permission to have. What was never given out is 404 without a hint;
/// what was given out and may not be served now is 403 with the reasons, and is served again when the rights allow it again.
/// </summary>
internal sealed class MediaEndpoint(
    MediaUrls urls, IDeliveredAssets assets, GetRenditionHandler renditions, IBlobStore blobs, EdgeTerritory edge, CachePolicy cache, AccelRedirect accel, IDeliveryLog log,
    IWatermarks watermarks, StandIns standIns, TimeProvider time)
{
    private const string Path = $"/{MediaUrls.Prefix}";

    private const int MostUrls = 20_000;

    private readonly RecentCache<string, KnownUrl> _known = new(MostUrls);

    /// <summary>Who calls does not matter, so nobody is asked: what follows routing is left out.</summary>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapMethods($"{Path}{{**path}}", [HttpMethods.Get, HttpMethods.Head], routes.ServiceProvider.GetRequiredService<MediaEndpoint>().HandleAsync).AllowAnonymous().ShortCircuit();

    private async Task HandleAsync(HttpContext context)
    {
        if (Read(context.Request.Path.Value![Path.Length..]) is not { Url: var url } known)
        {
            await Problem.NotFound().ExecuteAsync(context);
            return;
        }

        var now = time.GetUtcNow();
        if (now >= url.ExpiresAt)
        {
            await Problem.Of(StatusCodes.Status403Forbidden, "URL_EXPIRED", "This URL has expired. Ask for a new one.").ExecuteAsync(context);
            return;
        }

        if (await JudgeAsync(context, url, now) is not { } judged)
        {
            await Problem.NotFound().ExecuteAsync(context);
            return;
        }

        if (!judged.IsAllowed)
        {
            await Refused(judged).ExecuteAsync(context);
            Note(context, known, judged, url.Transform?.ToString() ?? MediaUrl.Original, FileSource.None, now);
            return;
        }

        var (what, source) = url.Transform is { } transform
            ? await ServeRenditionAsync(context, known, judged, transform)
            : await ServeOriginalAsync(context, url, judged);
        Note(context, known, judged, what, source, now);
    }

    /// <summary>Null for what is not known, or not any more.</summary>
    private async ValueTask<Judged?> JudgeAsync(HttpContext context, MediaUrl url, DateTimeOffset now)
    {
        if (await assets.FindAsync(url.AssetId, url.Epoch, context.RequestAborted) is not { Asset: var asset } delivered || asset.Epoch != url.Epoch
            || await delivered.FindVersionAsync(url, context.RequestAborted) is not { } version)
        {
            return null;
        }

        var origin = edge.Of(context);
        var verdict = MediaVerdict.Decide(asset, version, url.Context, origin, now);
        return !verdict.Allowed && url is { Context.MaySubstitute: true, Transform: not null }
            && await standIns.FindAsync(asset, verdict, url.Context, origin, now, candidate => !LacksItsMark(url, candidate.Rights), context.RequestAborted) is { } standIn
            ? new Judged(standIn.Asset, standIn.Version, standIn.Verdict, now) { LacksItsMark = false, StandsInFor = asset }
            : new Judged(asset, version, verdict, now) { LacksItsMark = LacksItsMark(url, asset.Rights) };
    }

    /// <summary>Says what may become of the answer.</summary>
    private void AddCacheHeaders(HttpResponse response, MediaUrl url, Judged judged, MediaFile? file)
    {
        var isForAll = cache.IsForSharedCaches(url, judged.Asset.Snapshot) && (judged.StandsInFor is not { } asked || cache.IsForSharedCaches(url, asked.Snapshot));
        response.Headers.CacheControl = CachePolicy.CacheControl(url, isForAll, judged.Verdict, judged.At);
        response.Headers.Vary = cache.Vary(url);
        if (judged.StandsInFor is not null)
        {
            response.Headers.ContentLocation = urls.ForRendition(judged.Asset, url.Transform!, url.Context.Territory, url.Context.Channel, url.Context.Purpose).Url.AbsolutePath;
        }

        if (file is not null && isForAll)
        {
            response.Headers["Surrogate-Key"] = file.SurrogateKey;
            response.Headers["Cache-Tag"] = file.CacheTag;
        }
    }

    /// <summary>The rights demand a watermark that the URL was made without. A mark that nobody knows is one that nothing has.</summary>
    private bool LacksItsMark(MediaUrl url, AssetRights rights) =>
        rights.Watermark is { } name && !url.Context.IsWorkingCopy && (watermarks.Named(name) is not { } mark || url.Transform?.Watermark != mark.Digest);

    private void Note(HttpContext context, KnownUrl known, Judged judged, string what, FileSource source, DateTimeOffset now) => log.Add(new FileAnswer(
        now, judged.Asset.Id, judged.Version.Id, what, known.Context, context.Response.StatusCode,
        HttpMethods.IsHead(context.Request.Method) ? 0 : context.Response.ContentLength ?? 0, context.Connection.RemoteIpAddress, source));

    /// <summary>Null for what was never given out, which is not remembered: anybody could fill the memory with it.</summary>
    private KnownUrl? Read(string path)
    {
        if (_known.TryGet(path, out var known) || !urls.TryRead(path, out var url))
        {
            return known;
        }

        known = new KnownUrl(url);
        _known.Set(path, known);
        return known;
    }

    /// <summary>Of a stand-in it is not remembered with the URL, which is another asset's.</summary>
    private static MediaFile FileOf(KnownUrl known, Judged judged, CanonicalTransform transform, ImageFormat format) => judged.StandsInFor is { } asked
        ? MediaFile.Of(known.Url, judged.Asset, judged.Version, transform.In(format), PurgeKeys.OfAsset(asked.Id))
        : known.FileOf(judged.Asset, judged.Version, transform, format);

    private async ValueTask<(string What, FileSource Source)> ServeRenditionAsync(HttpContext context, KnownUrl known, Judged judged, CanonicalTransform asked)
    {
        asked = ClientHints.Follow(asked, context.Request.Headers);
        var accept = context.Request.Headers.Accept.ToString();
        var file = FileOf(known, judged, asked, asked.ChooseFormat(accept));
        if (IsKnown(context.Request, file.Tag))
        {
            // Answered from the URL alone: the bytes that the client has are never made again for this.
            AddCacheHeaders(context.Response, known.Url, judged, file);
            context.Response.Headers.ETag = file.TagText;
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return (file.Variant, FileSource.None);
        }

        var query = asked.StandInFor(accept) is { } standIn ? file.Rendition with { StandIn = standIn } : file.Rendition;
        var rendition = await renditions.HandleAsync(query, edge.CallerOf(context), context.RequestAborted);
        if (!rendition.Succeeded)
        {
            await Failed(rendition.Errors[0]).ExecuteAsync(context);
            return (file.Variant, FileSource.None);
        }

        if (rendition.Value.Source != FileSource.Memory)
        {
            // It may have taken seconds. What a shared cache gets now it keeps, past any purge that came meanwhile.
            var later = await JudgeAsync(context, known.Url, time.GetUtcNow());
            if (later is not { IsAllowed: true } || later.Value.Version.Id != judged.Version.Id)
            {
                await (rendition.Value.Stream?.DisposeAsync() ?? ValueTask.CompletedTask);
                if (later is { IsAllowed: true } other)
                {
                    // A stand-in where there was none, or the other way round.
                    return await ServeRenditionAsync(context, known, other, asked);
                }

                await (later is { } refused ? Refused(refused) : Problem.NotFound()).ExecuteAsync(context);
                return (file.Variant, FileSource.None);
            }

            judged = later.Value;
        }

        AddCacheHeaders(context.Response, known.Url, judged, file);
        if (rendition.Value.IsStandIn)
        {
            // The next request may get what was asked for.
            context.Response.Headers.CacheControl = "private, no-cache";
            file = FileOf(known, judged, asked, rendition.Value.Transform.Format);
        }

        AddFileHeaders(context.Response, file.Disposition);
        await (rendition.Value switch
        {
            { Stream: FileStream stream } when accel.PathOf(file.Rendition.Key with { Variant = file.Variant }) is { } path => LeaveAsync(context.Response, path, stream, file.MediaType, file.TagText),
            { Bytes: { } bytes } when IsPlain(context.Request) => SendAsync(context.Response, file, bytes),
            { Bytes: { } bytes } => AsAskedAsync(context, TypedResults.Bytes(bytes, file.MediaType, entityTag: file.Tag, enableRangeProcessing: true)),
            { Stream: var stream } => AsAskedAsync(context, TypedResults.Stream(stream!, file.MediaType, entityTag: file.Tag, enableRangeProcessing: true)),
        });
        return (file.Variant, rendition.Value.Source);
    }

    private async ValueTask<(string What, FileSource Source)> ServeOriginalAsync(HttpContext context, MediaUrl url, Judged judged)
    {
        var version = judged.Version;
        AddCacheHeaders(context.Response, url, judged, file: null);
        var key = new BlobKey(BlobArea.Originals, version.Region, version.Digest);
        var original = await blobs.OpenExistingAsync(key, context.RequestAborted);
        var tag = new EntityTagHeaderValue($"\"{version.Digest}\"");
        AddFileHeaders(context.Response, MediaFile.DispositionOf("attachment", version.Filename));
        await (accel.PathOf(key) is { } path
            ? LeaveAsync(context.Response, path, original, version.MediaType, tag.ToString())
            : AsAskedAsync(context, TypedResults.Stream(original, version.MediaType, entityTag: tag, enableRangeProcessing: true)));
        return (MediaUrl.Original, FileSource.Store);
    }

    /// <summary>Has the proxy in front send the file, which it can read itself; ranges are its business then.</summary>
    private static async Task LeaveAsync(HttpResponse response, string path, Stream file, string mediaType, string tag)
    {
        await file.DisposeAsync();
        response.ContentType = mediaType;
        response.Headers.ETag = tag;
        response.Headers["X-Accel-Redirect"] = path;
    }

    /// <summary>What is asked for most: the whole file, no matter what.</summary>
    private static Task SendAsync(HttpResponse response, MediaFile file, byte[] bytes)
    {
        response.ContentType = file.MediaType;
        response.ContentLength = bytes.Length;
        response.Headers.ETag = file.TagText;
        return response.Body.WriteAsync(bytes, response.HttpContext.RequestAborted).AsTask();
    }

    /// <summary>Without a condition, a range or HEAD.</summary>
    private static bool IsPlain(HttpRequest request) => HttpMethods.IsGet(request.Method)
        && StringValues.IsNullOrEmpty(request.Headers.Range)
        && StringValues.IsNullOrEmpty(request.Headers.IfNoneMatch)
        && StringValues.IsNullOrEmpty(request.Headers.IfMatch)
        && StringValues.IsNullOrEmpty(request.Headers.IfModifiedSince)
        && StringValues.IsNullOrEmpty(request.Headers.IfUnmodifiedSince);

    /// <summary>What is served never runs: neither scripts in an SVG nor as another type.</summary>
    private static void AddFileHeaders(HttpResponse response, string disposition)
    {
        response.Headers.ContentDisposition = disposition;
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
    }

    /// <summary>Conditions, ranges and HEAD are the framework's (RFC 9110, sections 13 and 14).</summary>
    private static Task AsAskedAsync(HttpContext context, IResult file)
    {
        context.Response.OnStarting(KeepNoRefusalAsync, context.Response);
        return file.ExecuteAsync(context);
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
        request.Headers.IfNoneMatch is { Count: > 0 } said
        && EntityTagHeaderValue.TryParseList(said, out var known)
        && known.Any(candidate => candidate.Equals(EntityTagHeaderValue.Any) || candidate.Compare(tag, useStrongComparison: false));

    private static Problem Refused(Judged judged) => judged.Verdict is { Allowed: false } verdict
        ? Problem.Of(
            verdict.Reasons[0].Code == RefusalCode.TakenDown ? StatusCodes.Status451UnavailableForLegalReasons : StatusCodes.Status403Forbidden,
            "DELIVERY_REFUSED", string.Join(' ', verdict.Reasons.Select(reason => reason.Message))) with
        {
            Reasons = [.. verdict.Reasons.Select(ProblemReason.Of)],
        }
        : Problem.Of(StatusCodes.Status403Forbidden, "WATERMARK_REQUIRED", "The rights demand a watermark that this URL was made without. Ask for a new one.");

    private static Problem Failed(DomainError error) => error switch
    {
        RenditionBusy busy => Problem.Of(StatusCodes.Status503ServiceUnavailable, error.Code, error.Message) with { RetryAfter = busy.RetryAfter },
        RenditionLimited limited => Problem.Of(StatusCodes.Status429TooManyRequests, error.Code, error.Message) with { RetryAfter = limited.RetryAfter },
        _ => Problem.Of(StatusCodes.Status422UnprocessableEntity, error.Code, error.Message),
    };

    /// <param name="At">When the verdict was asked.</param>
    private readonly record struct Judged(AssetDetails Asset, VersionDetails Version, DeliveryVerdict Verdict, DateTimeOffset At)
    {
        public required bool LacksItsMark { get; init; }

        /// <summary>The asset that the URL is of, where another one is served.</summary>
        public AssetDetails? StandsInFor { get; init; }

        public bool IsAllowed => Verdict.Allowed && !LacksItsMark;
    }
}
