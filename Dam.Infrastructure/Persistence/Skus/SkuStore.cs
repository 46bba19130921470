using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Skus;

internal sealed class SkuStore(Database database, DamDbContext context) : ISkuStore
{
    private static readonly Sql Skus = new("\"Skus\"");

    public async Task<IReadOnlyList<Sku>> FindAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        if (!database.WritersAreAlone && await AnyIsNewAsync(codes, ct))
        {
            // Those that make SKUs of the same codes in another order would wait for each other in a circle: one at a time, and before any row is locked.
            await database.LockNameAsync(context, "new SKUs", ct);
        }

        var ids = await database.LockAsync(
            context, Skus, statement => statement.Dialect.AppendIn(statement, new Sql("t.\"Code\""), codes), ct);
        return await context.Skus.Include(sku => sku.Links).Where(sku => ids.Contains(sku.Id)).ToListAsync(ct);
    }

    public void Add(Sku sku) => context.Skus.Add(sku);

    private async Task<bool> AnyIsNewAsync(IReadOnlyCollection<string> codes, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT COUNT(*)\nFROM \"Skus\" AS s\nWHERE ");
        statement.Dialect.AppendIn(statement, new Sql("s.\"Code\""), codes);
        return (await database.QueryAsync(context, statement, static row => row.Int(0), ct))[0] < codes.Count;
    }

    // One call may name as many assets as a thousand SKUs have links, more than a statement can have parameters: the lists travel as one each.
    public async Task<IReadOnlySet<Guid>> FindAssetsAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var dialect = database.Dialect;
        var statement = new Statement(dialect).Append($"SELECT a.\"Id\"\nFROM \"Assets\" AS a\nWHERE a.\"DeletedAt\" IS NULL AND ");
        dialect.AppendIn(statement, new Sql("a.\"Id\""), ids);
        return (await database.QueryAsync(context, statement, static row => row.Id(0), ct)).ToHashSet();
    }

    public async Task<IReadOnlyList<(string Digest, string Filename, Guid AssetId)>> FindAssetsAsync(
        IReadOnlyCollection<string> digests, IReadOnlyCollection<string> filenames, CancellationToken ct)
    {
        // Two halves, so that each can use its own index.
        var statement = new Statement(database.Dialect);
        AppendCurrent(statement, new Sql("c.\"Digest\""), digests);
        statement.Append($"\nUNION\n");
        AppendCurrent(statement, new Sql("c.\"Filename\""), filenames);
        return await database.QueryAsync(context, statement, static row => (row.Text(0), row.Text(1), row.Id(2)), ct);
    }

    private static void AppendCurrent(Statement statement, Sql column, IReadOnlyCollection<string> values)
    {
        statement.Append(
            $"""
            SELECT c."Digest", c."Filename", c."AssetId"
            FROM "AssetVersions" AS c
            JOIN "Assets" AS a ON a."Id" = c."AssetId" AND a."CurrentVersionId" = c."Id" AND a."DeletedAt" IS NULL
            WHERE 
            """);
        statement.Dialect.AppendIn(statement, column, values);
    }
}
