using Dam.Domain.Access;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>Which assets a caller may see, as a condition on the tables of <see cref="AssetTables"/>. No reader goes without it.</summary>
internal static class AssetVisibility
{
    /// <summary>Whether the caller may see anything at all; where not, nothing need be asked.</summary>
    public static bool SeesAnything(Caller caller) => caller.MaySeeDeliverable;

    /// <summary>Appends <c>WHERE …</c>; further conditions follow with AND.</summary>
    public static void AppendWhere(Statement statement, Caller caller, DateTimeOffset now)
    {
        statement.Append($"\nWHERE a.\"DeletedAt\" IS NULL");
        if (!caller.MaySeeAll)
        {
            statement.Append($" AND ");
            AppendDeliverable(statement, caller, now);
        }
    }

    /// <summary>The same for assets that are asked for by their id: who may do everything sees deleted ones too.</summary>
    public static void AppendWhereById(Statement statement, Caller caller, DateTimeOffset now)
    {
        if (Permissions.All.All(caller.May))
        {
            statement.Append($"\nWHERE 1 = 1");
        }
        else
        {
            AppendWhere(statement, caller, now);
        }
    }

    private static void AppendDeliverable(Statement statement, Caller caller, DateTimeOffset now)
    {
        if (!caller.MaySeeDeliverable)
        {
            statement.Append($"1 = 0");
        }
        else
        {
            DeliverablePredicate.AppendSomewhere(statement, AssetTables.Of(statement.Dialect, caller), caller, now);
        }
    }
}
