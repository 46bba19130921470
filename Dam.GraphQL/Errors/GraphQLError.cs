using Dam.GraphQL.Language;

namespace Dam.GraphQL.Errors;

/// <summary>Section 7.1.5: an entry of <c>errors</c>.</summary>
/// <param name="Message">For the client's developer.</param>
public sealed record GraphQLError(string Message)
{
    /// <summary>Machine-readable kind, written to <c>extensions.code</c>; see <see cref="ErrorCodes"/>.</summary>
    public string? Code { get; init; }

    /// <summary>Places in the document; empty when it has none.</summary>
    public IReadOnlyList<SourceLocation> Locations { get; init; } = [];

    /// <summary>Response keys (<see cref="string"/>) and list positions (<see cref="int"/>) of the field that failed; null for a request error.</summary>
    public IReadOnlyList<object>? Path { get; init; }

    /// <summary>Further entries of <c>extensions</c>: strings, numbers, booleans, and dictionaries of such.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}

/// <summary>Values of <c>extensions.code</c>.</summary>
public static class ErrorCodes
{
    public const string ParseFailed = "GRAPHQL_PARSE_FAILED";
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    public const string BadUserInput = "BAD_USER_INPUT";
    public const string BadRequest = "BAD_REQUEST";
    public const string OperationResolutionFailure = "OPERATION_RESOLUTION_FAILURE";
    public const string IntrospectionDisabled = "INTROSPECTION_DISABLED";
    public const string PageTooLarge = "PAGE_TOO_LARGE";
    public const string PageBoundariesRequired = "PAGE_BOUNDARIES_REQUIRED";
    public const string CursorInvalid = "CURSOR_INVALID";
    public const string FilterTooDeep = "FILTER_TOO_DEEP";
    public const string FilterTooLarge = "FILTER_TOO_LARGE";
    public const string OrderRepeated = "ORDER_REPEATED";
    public const string TooManyIds = "TOO_MANY_IDS";
    public const string Forbidden = "FORBIDDEN";
    public const string InternalError = "INTERNAL_ERROR";
    public const string Timeout = "TIMEOUT";
    public const string ResponseTooLarge = "RESPONSE_TOO_LARGE";

    /// <summary>The server has no room for the files of a request.</summary>
    public const string StorageFull = "STORAGE_FULL";

    /// <summary>A document is named that is not known; Apollo's protocol sends it then.</summary>
    public const string PersistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND";

    /// <summary>Documents cannot be named here.</summary>
    public const string PersistedQueryNotSupported = "PERSISTED_QUERY_NOT_SUPPORTED";

    /// <summary>The document is not one of those that may be executed.</summary>
    public const string OnlyTrustedDocuments = "ONLY_TRUSTED_DOCUMENTS";

    /// <summary>The operation has more of something than it may, such as root fields.</summary>
    public const string LimitExceeded = "LIMIT_EXCEEDED";

    /// <summary>The operation costs more than any may.</summary>
    public const string CostExceeded = "COST_EXCEEDED";

    /// <summary>The caller's budget has not enough left just now.</summary>
    public const string Throttled = "THROTTLED";

    public const string SubscriberTooSlow = "SUBSCRIBER_TOO_SLOW";
    public const string TooManyOperations = "TOO_MANY_OPERATIONS";
}

/// <summary>An error that a resolver shows to the client as it is, in place of the masked one.</summary>
public sealed class GraphQLException(string message, string? code = null) : Exception(message)
{
    public string? Code { get; } = code;

    /// <summary>Byte offset in the document of what is wrong, when that is narrower than the field.</summary>
    internal int? Offset { get; init; }

    /// <summary>Further entries of <c>extensions</c>.</summary>
    public IReadOnlyDictionary<string, object?>? Extensions { get; init; }
}
