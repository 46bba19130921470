using System.Collections.Concurrent;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Diagnostics;

/// <summary>Clients choose operation names, and each one in a metric costs memory wherever it is kept: only so many are told apart.</summary>
internal sealed class OperationNames(int limit)
{
    /// <summary>Stands for all that came when there were enough.</summary>
    public const string Other = "_OTHER";

    private const int LongestName = 100;

    private readonly ConcurrentDictionary<string, string> _known = new(StringComparer.Ordinal);

    /// <summary>Null for an anonymous operation, and when no names are wanted.</summary>
    public string? Of(OperationDefinition operation)
    {
        if (operation.Name is not { } name || limit <= 0)
        {
            return null;
        }

        if (_known.TryGetValue(name, out var known))
        {
            return known;
        }

        // A few too many are taken when several come at the same time, which does no harm.
        return name.Length <= LongestName && _known.Count < limit ? _known.GetOrAdd(name, name) : Other;
    }

    public static string TypeOf(OperationKind kind) => kind switch
    {
        OperationKind.Mutation => "mutation",
        OperationKind.Subscription => "subscription",
        _ => "query",
    };
}
