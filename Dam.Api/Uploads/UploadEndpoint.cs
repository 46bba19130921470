using Dam.Api.Hosting;
using Dam.Domain;
using Dam.Domain.Delivery;
using Dam.Domain.Uploads;
using Dam.Infrastructure;
using Microsoft.AspNetCore.Http.Features;

namespace Dam.Api.Uploads;

/// <summary><c>PUT /uploads/{id}</c>: takes an upload's bytes in. The URL's signature is the permission, and it is good for this upload only.</summary>
internal static class UploadEndpoint
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut($"/{UploadUrls.Prefix}{{id}}", HandleAsync).AllowAnonymous();

    private static async Task<IResult> HandleAsync(
        string id, string? exp, string? sig, HttpContext context, UploadUrls urls, UploadRules rules, ReceiveUploadHandler receive)
    {
        if (Check(urls, id, exp, sig, out var uploadId) is { } problem)
        {
            return problem;
        }

        AllowLargeBody(context, rules);
        try
        {
            var outcome = await WriteThreads.RunAsync(() => receive.HandleAsync(uploadId, context.Request.Body, context.Request.ContentLength, context.RequestAborted));
            return outcome.Succeeded ? TypedResults.NoContent() : Refused(outcome.Errors[0]);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Refused(new TooLarge(rules.LargestFile));
        }
    }

    /// <summary>What is wrong with a signed URL; null for a good one.</summary>
    public static Problem? Check(UploadUrls urls, string id, string? expiry, string? signature, out Guid uploadId)
    {
        var state = Guid.TryParseExact(id, "N", out uploadId) ? urls.Check(uploadId, expiry, signature) : UploadUrlState.Forged;
        return state switch
        {
            UploadUrlState.Valid => null,
            UploadUrlState.Expired => Problem.Of(StatusCodes.Status404NotFound, "URL_EXPIRED", "This upload's URL has expired. Create a new upload."),
            _ => Problem.NotFound(),
        };
    }

    /// <summary>Only where uploads come in may a body be as large as a file; everywhere else the server's own limit holds.</summary>
    public static void AllowLargeBody(HttpContext context, UploadRules rules)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = rules.LargestFile;
        }
    }

    public static Problem Refused(DomainError error)
    {
        var status = error switch
        {
            NotFound => StatusCodes.Status404NotFound,
            UploadAlreadyReceived or UploadInUse => StatusCodes.Status409Conflict,
            OffsetConflict { Code: "UPLOAD_BUSY" } => StatusCodes.Status423Locked,
            OffsetConflict => StatusCodes.Status409Conflict,
            PartMismatch => TusEndpoint.ChecksumMismatch,
            NotAuthorized => StatusCodes.Status403Forbidden,
            TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return Problem.Of(status, error.Code, error.Message);
    }
}
