using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>Section "Status Codes" of GraphQL over HTTP, in the edition that was chosen.</summary>
internal sealed class ResponseStatus(GraphQLStatusCodes edition)
{
    /// <summary>When to come again after what took too long: load that made it slow may have gone by then.</summary>
    private static readonly TimeSpan AfterTimeout = TimeSpan.FromSeconds(5);

    private const int PartialSuccess = 294;

    private readonly bool _is2026 = edition == GraphQLStatusCodes.September2026;

    public int Of(GraphQLResult result, string mediaType)
    {
        var isModern = ReferenceEquals(mediaType, MediaTypes.GraphQLResponse);
        if (result.IsMethodNotAllowed)
        {
            return StatusCodes.Status405MethodNotAllowed;
        }

        if (!result.IsRequestError)
        {
            return _is2026 && isModern && result.Errors.Count > 0 ? PartialSuccess : StatusCodes.Status200OK;
        }

        // An older client takes another status for an answer of something on the way, except for what is no request by any protocol.
        var error = result.Errors[0];
        return isModern || _is2026 || string.Equals(error.Code, ErrorCodes.BadRequest, StringComparison.Ordinal) ? OfRequestError(error) : StatusCodes.Status200OK;
    }

    public int Of(RequestException refused) => _is2026 && refused.HasWrongParameters ? StatusCodes.Status422UnprocessableEntity : refused.Status;

    /// <summary>In the edition of 2026 what failed is never <c>application/json</c>, which other servers on the way may have sent.</summary>
    public string MediaTypeOf(int status, string accepted) => _is2026 && status >= 400 ? MediaTypes.GraphQLResponse : accepted;

    /// <summary>When it is worth to come again; null when that is not known.</summary>
    public static TimeSpan? RetryAfter(GraphQLResult result, int status) => result.RetryAfter ?? (status == StatusCodes.Status503ServiceUnavailable ? AfterTimeout : null);

    private int OfRequestError(GraphQLError error) => error.Code switch
    {
        ErrorCodes.Timeout => StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Throttled => StatusCodes.Status429TooManyRequests,
        ErrorCodes.ParseFailed => StatusCodes.Status400BadRequest,
        _ => _is2026 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status400BadRequest,
    };
}
