using Dam.Api.Hosting;
using Dam.Domain;
using Dam.Domain.Delivery;
using Dam.Domain.Uploads;
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
        if (!Guid.TryParseExact(id, "N", out var uploadId))
        {
            return Problem.NotFound();
        }

        switch (urls.Check(uploadId, exp, sig))
        {
            case UploadUrlState.Forged:
                return Problem.NotFound();
            case UploadUrlState.Expired:
                return Problem.Of(StatusCodes.Status404NotFound, "URL_EXPIRED", "This upload's URL has expired. Create a new upload.");
        }

        // Only here may a body be as large as a file; everywhere else the server's own limit holds.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body)
        {
            body.MaxRequestBodySize = rules.LargestFile;
        }

        try
        {
            var outcome = await receive.HandleAsync(uploadId, context.Request.Body, context.Request.ContentLength, context.RequestAborted);
            return outcome.Succeeded ? TypedResults.NoContent() : Refused(outcome.Errors[0]);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return Refused(new TooLarge(rules.LargestFile));
        }
    }

    private static Problem Refused(DomainError error)
    {
        var status = error switch
        {
            NotFound => StatusCodes.Status404NotFound,
            UploadAlreadyReceived => StatusCodes.Status409Conflict,
            TooLarge => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status422UnprocessableEntity,
        };
        return Problem.Of(status, error.Code, error.Message);
    }
}
