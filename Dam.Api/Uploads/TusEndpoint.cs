using System.Globalization;
using System.Security.Cryptography;
using Dam.Api.Access;
using Dam.Api.Hosting;
using Dam.Api.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Delivery;
using Dam.Domain.Uploads;
using Dam.GraphQL.Data;
using Dam.Infrastructure;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;

namespace Dam.Api.Uploads;

/// <summary>
/// Resumable uploads by tus 1.0.0 (https://tus.io/protocols/resumable-upload) with the extensions creation, creation-with-upload, expiration, checksum and termination. An upload's
/// signed URL takes <c>HEAD</c>, <c>PATCH</c> and <c>DELETE</c> beside <c>PUT</c>; <c>POST /uploads</c> makes a new one for who has a key.
/// </summary>
internal sealed class TusEndpoint(
    UploadUrls urls, UploadRules rules, CreateUploadHandler create, AppendUploadHandler append, TerminateUploadHandler terminate)
{
    public const int ChecksumMismatch = 460;

    private const string Version = "1.0.0";
    private const string PartType = "application/offset+octet-stream";
    private const string Collection = "/uploads";

    private static readonly Dictionary<string, HashAlgorithmName> Algorithms = new(StringComparer.Ordinal)
    {
        ["sha256"] = HashAlgorithmName.SHA256,
        ["sha1"] = HashAlgorithmName.SHA1,
        ["sha512"] = HashAlgorithmName.SHA512,
    };

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapMethods(Collection, [HttpMethods.Options], Options).AllowAnonymous();
        routes.MapMethods($"{Collection}/{{id}}", [HttpMethods.Options], Options).AllowAnonymous();
        routes.MapPost(Collection, (HttpContext context, TusEndpoint tus) => tus.AnswerAsync(context, () => tus.CreateAsync(context))).AllowAnonymous();
        routes.MapMethods(
            $"{Collection}/{{id}}",
            [HttpMethods.Head, HttpMethods.Patch, HttpMethods.Delete, HttpMethods.Post],
            (string id, string? exp, string? sig, HttpContext context, TusEndpoint tus) => tus.AnswerAsync(context, () => tus.HandleAsync(id, exp, sig, context))).AllowAnonymous();
    }

    private static NoContent Options(HttpContext context, UploadRules rules)
    {
        var headers = context.Response.Headers;
        headers["Tus-Resumable"] = Version;
        headers["Tus-Version"] = Version;
        headers["Tus-Extension"] = "creation,creation-with-upload,expiration,checksum,termination";
        headers["Tus-Checksum-Algorithm"] = string.Join(',', Algorithms.Keys);
        headers["Tus-Max-Size"] = Number(rules.LargestFile);
        return TypedResults.NoContent();
    }

    /// <summary>What every request of the protocol has in common.</summary>
    private async Task<IResult> AnswerAsync(HttpContext context, Func<Task<IResult>> handle)
    {
        context.Response.Headers["Tus-Resumable"] = Version;
        context.Response.Headers.CacheControl = "no-store";
        if (context.Request.Headers["Tus-Resumable"] != Version)
        {
            context.Response.Headers["Tus-Version"] = Version;
            return Problem.Of(StatusCodes.Status412PreconditionFailed, "TUS_VERSION", $"Tus-Resumable: {Version} is missing; this is the version that is spoken here.");
        }

        UploadEndpoint.AllowLargeBody(context, rules);
        try
        {
            return await WriteThreads.RunAsync(handle);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return UploadEndpoint.Refused(new TooLarge(rules.LargestFile));
        }
    }

    /// <summary>The signed URL is the permission. Clients that cannot send a method may name it in a header.</summary>
    private async Task<IResult> HandleAsync(string id, string? expiry, string? signature, HttpContext context)
    {
        if (UploadEndpoint.Check(urls, id, expiry, signature, out var uploadId) is { } problem)
        {
            return problem;
        }

        var method = HttpMethods.IsPost(context.Request.Method) ? context.Request.Headers["X-HTTP-Method-Override"].ToString() : context.Request.Method;
        return method switch
        {
            _ when HttpMethods.IsHead(method) => await TellAsync(uploadId, context),
            _ when HttpMethods.IsPatch(method) => await AppendAsync(uploadId, context),
            _ when HttpMethods.IsDelete(method) => await TerminateAsync(uploadId, context),
            _ => Problem.Of(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "An upload takes PUT, HEAD, PATCH and DELETE."),
        };
    }

    private async Task<IResult> CreateAsync(HttpContext context)
    {
        var caller = context.GetCaller();
        if (caller == Caller.Anonymous)
        {
            return Problem.Of(StatusCodes.Status401Unauthorized, "NOT_AUTHENTICATED", $"The {ApiKeyAuthentication.Header} header is missing.");
        }

        var headers = context.Request.Headers;
        if (!TryNumber(headers["Upload-Length"], out var size))
        {
            return Bad("Upload-Length is missing, or no number. A length that is told later is not taken.");
        }

        var metadata = headers["Upload-Metadata"].ToString();
        if (metadata.Length > CreateUploadHandler.LongestTusMetadata || !TusMetadata.TryParse(metadata, out var values))
        {
            return Bad($"Upload-Metadata is no list of keys with values in Base64 of at most {CreateUploadHandler.LongestTusMetadata} characters.");
        }

        if ((values.GetValueOrDefault("filename") ?? values.GetValueOrDefault("name")) is not { } filename)
        {
            return Bad("Upload-Metadata has no filename.");
        }

        var digest = values.GetValueOrDefault("sha256");
        if (digest is not null && (digest.Length != 64 || !digest.All(char.IsAsciiHexDigit)))
        {
            return Bad("sha256 in Upload-Metadata has not 64 hexadecimal digits.");
        }

        var command = new CreateUpload(filename, size, values.GetValueOrDefault("filetype") ?? values.GetValueOrDefault("type"), digest) { TusMetadata = metadata };
        var created = await create.HandleAsync(caller, command, context.RequestAborted);
        if (created.Value is not { } upload)
        {
            return UploadEndpoint.Refused(created.Errors[0]);
        }

        context.Response.Headers.Location = urls.For(upload).Url.AbsoluteUri;
        Tell(context, upload.Id, upload.ExpiresAt);
        if (context.Request.ContentType != PartType)
        {
            return TypedResults.StatusCode(StatusCodes.Status201Created);
        }

        var outcome = await append.HandleAsync(upload.Id, new UploadPart(0, context.Request.Body, context.Request.ContentLength, Checksum: null), context.RequestAborted);
        if (outcome.Value is not { } progress)
        {
            return UploadEndpoint.Refused(outcome.Errors[0]);
        }

        context.Response.Headers["Upload-Offset"] = Number(progress.Offset);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    private async Task<IResult> TellAsync(Guid uploadId, HttpContext context)
    {
        var found = await append.FindAsync(uploadId, context.RequestAborted);
        if (found.Value is not { } progress)
        {
            return UploadEndpoint.Refused(found.Errors[0]);
        }

        Tell(context, uploadId, progress.Upload.ExpiresAt);
        context.Response.Headers["Upload-Offset"] = Number(progress.Offset);
        context.Response.Headers["Upload-Length"] = Number(progress.Upload.DeclaredSize);
        if (progress.Upload.TusMetadata is { Length: > 0 } metadata)
        {
            context.Response.Headers["Upload-Metadata"] = metadata;
        }

        return TypedResults.Ok();
    }

    private async Task<IResult> AppendAsync(Guid uploadId, HttpContext context)
    {
        if (context.Request.ContentType != PartType)
        {
            return Problem.Of(StatusCodes.Status415UnsupportedMediaType, "CONTENT_TYPE", $"A part has the Content-Type {PartType}.");
        }

        if (!TryNumber(context.Request.Headers["Upload-Offset"], out var offset))
        {
            return Bad("Upload-Offset is missing, or no number.");
        }

        if (!TryChecksum(context.Request.Headers["Upload-Checksum"], out var checksum))
        {
            return Bad($"Upload-Checksum is no checksum by one of {string.Join(", ", Algorithms.Keys)} in Base64.");
        }

        var part = new UploadPart(offset, context.Request.Body, context.Request.ContentLength, checksum);
        var outcome = await append.HandleAsync(uploadId, part, context.RequestAborted);
        if (outcome.Value is not { } progress)
        {
            return UploadEndpoint.Refused(outcome.Errors[0]);
        }

        Tell(context, uploadId, progress.Upload.ExpiresAt);
        context.Response.Headers["Upload-Offset"] = Number(progress.Offset);
        return TypedResults.NoContent();
    }

    private async Task<IResult> TerminateAsync(Guid uploadId, HttpContext context)
    {
        var outcome = await terminate.HandleAsync(uploadId, context.RequestAborted);
        return outcome.Succeeded ? TypedResults.NoContent() : UploadEndpoint.Refused(outcome.Errors[0]);
    }

    /// <summary>The upload's id is what <c>createAsset</c> asks for.</summary>
    private static void Tell(HttpContext context, Guid uploadId, DateTimeOffset expiresAt)
    {
        context.Response.Headers["Upload-Expires"] = expiresAt.ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers["Dam-Upload-Id"] = NodeId.Format(NodeIds.Upload, uploadId);
    }

    private static bool TryNumber(StringValues header, out long number) => long.TryParse(header, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryChecksum(StringValues header, out PartChecksum? checksum)
    {
        checksum = null;
        if (header.Count == 0)
        {
            return true;
        }

        if (header.ToString().Split(' ') is not [var name, var value] || !Algorithms.TryGetValue(name, out var algorithm))
        {
            return false;
        }

        var bytes = new byte[64];
        if (!Convert.TryFromBase64String(value, bytes, out var length))
        {
            return false;
        }

        checksum = new PartChecksum(algorithm, bytes.AsMemory(0, length));
        return true;
    }

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static Problem Bad(string detail) => Problem.Of(StatusCodes.Status400BadRequest, "BAD_REQUEST", detail);
}
