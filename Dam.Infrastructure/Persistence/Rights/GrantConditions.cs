using Dam.Domain;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Rights;

/// <summary>Writes filters of licences as conditions on <c>n</c>, those of releases on <c>r</c>.</summary>
internal static class GrantConditions
{
    private static readonly Sql Name = new("n.\"Name\"");
    private static readonly Sql Holder = new("COALESCE(n.\"Holder\", '')");
    private static readonly Sql Kind = new("r.\"Kind\"");
    private static readonly Sql Subject = new("r.\"Subject\"");
    private static readonly Sql License = new("n");
    private static readonly Sql Release = new("r");

    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, LicenseFilter? filter) => Conditions.AppendAnd(statement, filter, Write);

    /// <summary>Appends <c>AND (…)</c>. What is wrong with the filter, or null.</summary>
    public static InvalidInput? Append(Statement statement, ReleaseFilter? filter) => Conditions.AppendAnd(statement, filter, Write);

    private static void Write(Conditions conditions, LicenseFilter filter)
    {
        conditions.Text(Name, filter.Name, static text => text);
        conditions.Text(Holder, filter.Holder, static text => text);
        WriteEnd(conditions, License, filter.ExpiresAt, filter.IsRevoked);
        conditions.Not(filter.Not, Write);
        conditions.All(filter.And, Write);
        conditions.Any(filter.Or, Write);
    }

    private static void Write(Conditions conditions, ReleaseFilter filter)
    {
        conditions.OneOf(Kind, filter.Kinds);
        conditions.Text(Subject, filter.Subject, static text => text);
        WriteEnd(conditions, Release, filter.ExpiresAt, filter.IsRevoked);
        conditions.Not(filter.Not, Write);
        conditions.All(filter.And, Write);
        conditions.Any(filter.Or, Write);
    }

    private static void WriteEnd(Conditions conditions, Sql table, Domain.Paging.RangeFilter<DateTimeOffset>? expiresAt, bool? isRevoked)
    {
        conditions.Range(new Sql($"{table.Text}.\"ExpiresAt\""), expiresAt, static instant => instant.UtcTicks, mayBeNull: true);
        if (isRevoked is { } revoked && conditions.Take())
        {
            conditions.And();
            conditions.Statement.Append($"{table}.\"RevokedAt\" IS {new Sql(revoked ? "NOT NULL" : "NULL")}");
        }
    }
}
