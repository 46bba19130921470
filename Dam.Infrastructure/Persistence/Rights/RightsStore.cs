using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Rights;

internal sealed class RightsStore(Database database, DamDbContext context) : IRightsStore
{
    private static readonly Sql Licenses = new("\"Licenses\"");

    private static readonly Sql Releases = new("\"Releases\"");

    public async Task<IReadOnlyList<License>> FindLicensesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) => await Select<License>(Licenses, ids).AsNoTracking().ToListAsync(ct);

    public async Task<IReadOnlyList<Release>> FindReleasesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) => await Select<Release>(Releases, ids).AsNoTracking().ToListAsync(ct);

    public async Task<License?> FindLicenseAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Licenses, id, ct);
        return await context.Licenses.FindAsync([id], ct);
    }

    public async Task<Release?> FindReleaseAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Releases, id, ct);
        return await context.Releases.FindAsync([id], ct);
    }

    public void Add(License license) => context.Licenses.Add(license);

    public void Add(Release release) => context.Releases.Add(release);

    public async Task<IReadOnlyList<Guid>> FindCoveredAsync(GrantId grant, Guid? after, int atMost, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT a.\"Id\"");
        GrantCover.AppendFrom(statement, grant);
        GrantCover.AppendPage(statement, after, atMost);
        return await database.QueryAsync(context, statement, static row => row.Id(0), ct);
    }

    private IQueryable<T> Select<T>(Sql table, IReadOnlyCollection<Guid> ids)
        where T : class
    {
        var statement = new Statement(database.Dialect).Append($"SELECT * FROM {table} WHERE ");
        statement.Dialect.AppendIn(statement, new Sql("\"Id\""), ids);
        return database.Select<T>(context, statement);
    }
}

/// <summary>The assets that a licence or a release covers, as <c>a</c>.</summary>
internal static class GrantCover
{
    /// <summary>Those that are not deleted. Further conditions follow with AND.</summary>
    public static void AppendFrom(Statement statement, GrantId grant)
    {
        if (grant.IsLicense)
        {
            statement.Append($"\nFROM \"Assets\" AS a\nWHERE a.\"DeletedAt\" IS NULL AND a.\"LicenseId\" = {grant.Value}");
        }
        else
        {
            statement.Append($"\nFROM \"AssetReleases\" AS l\nJOIN \"Assets\" AS a ON a.\"Id\" = l.\"AssetId\"\nWHERE a.\"DeletedAt\" IS NULL AND l.\"ReleaseId\" = {grant.Value}");
        }
    }

    /// <summary>The first of them in the order of their ids.</summary>
    /// <param name="after">Id behind which to begin; null for the first.</param>
    public static void AppendPage(Statement statement, Guid? after, int atMost)
    {
        if (after is { } last)
        {
            statement.Append($" AND a.\"Id\" > {last}");
        }

        statement.Append($"\nORDER BY a.\"Id\"");
        statement.Dialect.AppendLimit(statement, atMost);
    }
}
