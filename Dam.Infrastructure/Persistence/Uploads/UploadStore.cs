using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Uploads;

internal sealed class UploadStore(Database database, DamDbContext context) : IUploadStore
{
    private static readonly Sql Uploads = new("\"Uploads\"");

    public async Task<Upload?> FindAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Uploads, id, ct);
        return await context.Uploads.FindAsync([id], ct);
    }

    public async Task<IReadOnlyList<Upload>> FindExpiredAsync(DateTimeOffset before, bool unused, int atMost, CancellationToken ct)
    {
        var (hint, clause) = database.Dialect.RowLockOnFree;
        var statement = new Statement(database.Dialect).Append(
            $"SELECT t.* FROM {Uploads} AS t{hint} WHERE {new Sql(unused ? "t.\"AssetId\" IS NULL AND " : "")}t.\"ExpiresAt\" <= {before}\nORDER BY t.\"ExpiresAt\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return await database.Select<Upload>(context, statement.Append($"{clause}")).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Upload>> FindAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await database.LockAsync(context, Uploads, ids, ct);
        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"Uploads\" WHERE ");
        statement.Dialect.AppendIn(statement, new Sql("\"Id\""), ids);
        return await database.Select<Upload>(context, statement).OrderBy(upload => upload.Id).ToListAsync(ct);
    }

    public void Add(Upload upload) => context.Uploads.Add(upload);

    public void Remove(Upload upload) => context.Uploads.Remove(upload);
}
