using Dam.Domain;
using Dam.Domain.Blobs;
using Dam.GraphQL.Errors;

namespace Dam.Api.Hosting;

/// <summary>What callers are told when the database or the store of files does not answer or has no room: it is no bug, was logged where it was found, and they may ask again.</summary>
/// <param name="IsFull">Whether somebody has to make room.</param>
internal sealed record Unavailable(string Code, string Detail, bool IsFull, TimeSpan? RetryAfter = null)
{
    private const string StorageFull = "STORAGE_FULL";

    /// <summary>Null for any other failure.</summary>
    public static Unavailable? Of(Exception? failure) => failure switch
    {
        DatabaseUnavailableException { MayBeWritten: true } => new(
            "CHANGE_UNKNOWN",
            "The database was lost while the change was being written: whether it was is not known. With an idempotency key the same call can be sent again safely.",
            IsFull: false),
        DatabaseUnavailableException { IsFull: var isFull } database => new(isFull ? StorageFull : "DATABASE_UNAVAILABLE", database.Message, isFull),
        StorageUnavailableException { IsFull: var isFull } storage => new(isFull ? StorageFull : "STORAGE_UNAVAILABLE", storage.Message, isFull, storage.RetryAfter),
        _ => null,
    };

    public GraphQLException ToError() => new(Detail, Code);

    /// <summary>507 (RFC 4918, section 11.5) is for who brings something.</summary>
    public Problem ToProblem(string method) =>
        Problem.Of(IsFull && !HttpMethods.IsGet(method) && !HttpMethods.IsHead(method) ? StatusCodes.Status507InsufficientStorage : StatusCodes.Status503ServiceUnavailable, Code, Detail) with
        {
            RetryAfter = RetryAfter,
        };
}
