using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Domain.Rights;
using Microsoft.AspNetCore.WebUtilities;

namespace Dam.Api.Hosting;

/// <summary>
/// An error of a plain HTTP route as a problem document (RFC 9457). Never stored by anyone on the way.
/// </summary>
/// <param name="Title">The status in words.</param>
/// <param name="Detail">Readable English; never contains secrets or internals.</param>
/// <param name="Code">Stable machine code.</param>
/// <param name="Reasons">Why delivery is refused.</param>
/// <param name="TraceId">Finds the log entry of a bug.</param>
internal sealed record Problem(int Status, string Title, string Detail, string Code, IReadOnlyList<ProblemReason>? Reasons = null, string? TraceId = null) : IResult
{
    /// <summary>No more than the status says; the code tells which problem it is.</summary>
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "about:blank";

    /// <summary>When to ask again: the header of that name, in whole seconds.</summary>
    [JsonIgnore]
    public TimeSpan? RetryAfter { get; init; }

    public static Problem Of(int status, string code, string detail) => new(status, ReasonPhrases.GetReasonPhrase(status), detail, code);

    /// <summary>Says nothing about what exists.</summary>
    public static Problem NotFound() => Of(StatusCodes.Status404NotFound, "NOT_FOUND", "There is nothing here.");

    public static Problem Bug(HttpContext context) =>
        Of(StatusCodes.Status500InternalServerError, "INTERNAL_ERROR", "Something went wrong here. The log knows it by the trace id.") with
        {
            TraceId = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier,
        };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        httpContext.Response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        return HttpMethods.IsHead(httpContext.Request.Method)
            ? Task.CompletedTask
            : httpContext.Response.WriteAsJsonAsync(this, ProblemJson.Default.Problem, "application/problem+json", httpContext.RequestAborted);
    }
}

/// <param name="Code">In capitals: <c>TERRITORY_BLOCKED</c>.</param>
internal sealed record ProblemReason(string Code, string Message)
{
    public static ProblemReason Of(RefusalReason reason) => new(JsonNamingPolicy.SnakeCaseUpper.ConvertName(reason.Code.ToString()), reason.Message);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : JsonSerializerContext;
