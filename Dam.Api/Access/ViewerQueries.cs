using Dam.Domain.Access;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Access;

/// <summary>Who is calling, and what they may do.</summary>
/// <param name="Subject">Stable subject of the token or the API key's name; <c>anonymous</c> without either.</param>
/// <param name="Roles">Names of the caller's roles.</param>
/// <param name="Permissions">What the roles allow.</param>
internal sealed record Viewer(string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string> Permissions);

[QueryType]
internal static class ViewerQueries
{
    /// <summary>Who is calling, and what they may do.</summary>
    [AnyCaller]
    public static Viewer GetViewer(Caller caller) => new(caller.Subject, caller.Roles, [.. caller.Permissions.Order(StringComparer.Ordinal)]);
}
