using Dam.GraphQL.Errors;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>What came is no GraphQL request, or one that is not taken; the message is shown.</summary>
internal sealed class RequestException(int status, string message, Exception? inner = null) : Exception(message, inner)
{
    public int Status { get; } = status;

    /// <summary>Whether the body could be read, but its parameters are not those of a request.</summary>
    public bool HasWrongParameters { get; private init; }

    public string Code { get; init; } = ErrorCodes.BadRequest;

    /// <summary>What cannot be read at all.</summary>
    public static RequestException Unreadable(string message) => new(StatusCodes.Status400BadRequest, message);

    /// <summary>What can be read but is no request.</summary>
    public static RequestException WrongParameters(string message) => new(StatusCodes.Status400BadRequest, message) { HasWrongParameters = true };

    public static RequestException TooLarge(long maxBytes) => new(StatusCodes.Status413PayloadTooLarge, $"The request is larger than {maxBytes} bytes.");
}
