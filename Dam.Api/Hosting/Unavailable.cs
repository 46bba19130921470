using Dam.Domain;
using Dam.GraphQL.Errors;

namespace Dam.Api.Hosting;

/// <summary>What callers are told when the database does not answer: it is no bug, and they may ask again.</summary>
internal static class Unavailable
{
    public static GraphQLException ErrorOf(DatabaseUnavailableException failure)
    {
        var (code, detail) = Facts(failure);
        return new GraphQLException(detail, code);
    }

    public static Problem ProblemOf(DatabaseUnavailableException failure)
    {
        var (code, detail) = Facts(failure);
        return Problem.Of(StatusCodes.Status503ServiceUnavailable, code, detail);
    }

    private static (string Code, string Detail) Facts(DatabaseUnavailableException failure) => failure.MayBeWritten
        ? ("CHANGE_UNKNOWN", "The database was lost while the change was being written: whether it was is not known. With an idempotency key the same call can be sent again safely.")
        : ("DATABASE_UNAVAILABLE", failure.Message);
}
