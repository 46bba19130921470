using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Dam.GraphQL.Http;

/// <summary>Content types of requests and responses.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json; charset=utf-8";
    public const string EventStream = "text/event-stream; charset=utf-8";
    public const string GraphQLResponse = "application/graphql-response+json; charset=utf-8";

    private static readonly MediaTypeHeaderValue JsonType = new("application/json");
    private static readonly MediaTypeHeaderValue GraphQLResponseType = new("application/graphql-response+json");
    private static readonly MediaTypeHeaderValue EventStreamType = new("text/event-stream");

    /// <summary>Whether a body is JSON in UTF-8.</summary>
    public static bool IsJson(string? contentType)
        => string.Equals(contentType, "application/json", StringComparison.Ordinal)
            || (MediaTypeHeaderValue.TryParse(contentType, out var parsed)
                && parsed.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                && IsUtf8(parsed));

    public static bool AcceptsHtml(HttpRequest request)
        => request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && accepted.Quality != 0);

    public static RequestException NotAcceptable()
        => new(StatusCodes.Status406NotAcceptable, "Responses are application/graphql-response+json or application/json, in UTF-8: the Accept header must allow one of them.");

    /// <summary>Whether a stream of responses may be answered as events, though something else may be better for a single one.</summary>
    public static bool AcceptsEventStream(HttpRequest request)
        => request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase)
            && request.GetTypedHeaders().Accept.Any(accepted => accepted.MediaType.Equals("text/event-stream", StringComparison.OrdinalIgnoreCase) && accepted.Quality != 0);

    /// <summary>The one of the three that the client likes best; JSON when it does not care; null when it wants none. Events are only for who names them.</summary>
    public static string? Choose(HttpRequest request)
    {
        switch (request.Headers.Accept.ToString())
        {
            case "" or "*/*" or "application/json":
                return Json;
            case "application/graphql-response+json":
                return GraphQLResponse;
        }

        var (json, response, events) = (default(Preference), default(Preference), default(Preference));
        var ranges = request.GetTypedHeaders().Accept;
        for (var i = 0; i < ranges.Count; i++)
        {
            if (IsUtf8(ranges[i]))
            {
                json = json.With(ranges[i], JsonType, i);
                response = response.With(ranges[i], GraphQLResponseType, i);
                events = events.With(ranges[i], EventStreamType, i);
            }
        }

        var (mediaType, best) = response.IsBefore(json) ? (GraphQLResponse, response) : (Json, json);
        if (events.IsNamed && events.IsBefore(best))
        {
            (mediaType, best) = (EventStream, events);
        }

        return best.Quality == 0 ? null : mediaType;
    }

    /// <summary>For a response that is no stream.</summary>
    public static string OfSingle(string? chosen) => chosen is null || ReferenceEquals(chosen, EventStream) ? Json : chosen;

    private static bool IsUtf8(MediaTypeHeaderValue type)
        => !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    /// <summary>How much a client wants a type: what the range that fits it closest says (RFC 9110, section 12.5.1).</summary>
    private readonly record struct Preference(double Quality, int Closeness, int Position)
    {
        private const int Named = 4;

        public bool IsNamed => Closeness == Named;

        public Preference With(MediaTypeHeaderValue range, MediaTypeHeaderValue type, int position)
        {
            var closeness = range.MatchesAllTypes ? 1
                : !Covers(range, type) ? 0
                : range.MatchesAllSubTypes ? 2
                : range.MatchesAllSubTypesWithoutSuffix ? 3
                : Named;
            return closeness > Closeness ? new Preference(range.Quality ?? 1, closeness, position) : this;
        }

        /// <summary>Among equals what was named is better than what a wildcard covers, and what came first than what came later.</summary>
        public bool IsBefore(Preference other)
            => Quality != other.Quality ? Quality > other.Quality
                : Closeness != other.Closeness ? Closeness > other.Closeness
                : Position < other.Position;

        private static bool Covers(MediaTypeHeaderValue range, MediaTypeHeaderValue type)
            => Same(range.Type, type.Type)
                && (range.MatchesAllSubTypes || Same(range.SubType, type.SubType) || (range.MatchesAllSubTypesWithoutSuffix && Same(range.Suffix, type.Suffix)));

        private static bool Same(StringSegment a, StringSegment b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
    }
}
