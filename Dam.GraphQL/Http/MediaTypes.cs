using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dam.GraphQL.Http;

/// <summary>Content types of requests and responses.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json; charset=utf-8";
    public const string EventStream = "text/event-stream; charset=utf-8";
    public const string GraphQLResponse = "application/graphql-response+json; charset=utf-8";

    /// <summary>Whether a body is JSON in UTF-8.</summary>
    public static bool IsJson(string? contentType)
        => string.Equals(contentType, "application/json", StringComparison.Ordinal)
            || (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
                && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && (!parsed.Charset.HasValue || parsed.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                    || parsed.Charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase)));

    public static bool AcceptsHtml(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && accepted.Quality != 0);

    /// <summary>Whether a stream of responses may be answered as events, though something else may be better for a single one.</summary>
    public static bool AcceptsEventStream(HttpRequest request)
        => request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
            && request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) && accepted.Quality != 0);

    /// <summary>The best of the three that the client accepts; JSON when it does not care; null when it wants neither.</summary>
    public static string? Choose(HttpRequest request)
    {
        var header = request.Headers.Accept;
        if (header.Count == 0 || (header.Count == 1 && header[0] is null or "" or "*/*" or "application/json"))
        {
            return Json;
        }

        string? best = null;
        var bestQuality = 0.0;
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var candidate = accepted.MediaType.Value?.ToLowerInvariant() switch
            {
                "application/graphql-response+json" => GraphQLResponse,
                "text/event-stream" => EventStream,
                "application/json" or "application/*" or "*/*" => Json,
                _ => null,
            };
            var quality = accepted.Quality ?? 1;
            if (candidate is not null && quality > bestQuality)
            {
                best = candidate;
                bestQuality = quality;
            }
        }

        return best;
    }
}
