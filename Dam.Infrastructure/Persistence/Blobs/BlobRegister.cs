using Dam.Domain;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Blobs;

internal sealed class BlobRegister(Database database, DamDbContext context, TimeProvider time) : IBlobRegister
{
    /// <summary>Whether a row names the original <c>b</c>: all that may, so that who adds a way of naming one adds it here.</summary>
    public static readonly Sql IsNamed = new(
        "(EXISTS (SELECT 1 FROM \"AssetVersions\" AS v WHERE v.\"Digest\" = b.\"Digest\" AND v.\"Region\" = b.\"Region\")"
        + " OR EXISTS (SELECT 1 FROM \"Uploads\" AS u WHERE u.\"Digest\" = b.\"Digest\" AND u.\"Region\" = b.\"Region\" AND u.\"AssetId\" IS NULL))");

    public async Task<bool> KeepAsync(BlobName name, long size, CancellationToken ct)
    {
        if (await FindAsync(name, ct) is { } blob)
        {
            var wasKept = blob.CondemnedAt is null;
            blob.Keep();
            return wasKept;
        }

        Add(new Blob(name, size, time.GetUtcNow()));
        try
        {
            // Now, not with the rest: from here on the row is there for whoever wants to write it too, and waits for this unit of work.
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateException failure) when (database.IsConflict(failure))
        {
            throw new ConcurrentChangeException("The same bytes were named by somebody else meanwhile.", failure);
        }

        return false;
    }

    public async Task<Blob?> FindAsync(BlobName name, CancellationToken ct)
    {
        var (hint, clause) = database.Dialect.RowLock;
        var statement = new Statement(database.Dialect).Append(
            $"SELECT b.* FROM \"Blobs\" AS b{hint} WHERE b.\"Digest\" = {name.Digest} AND b.\"Region\" = {name.Region}{clause}");
        var found = await database.Select<Blob>(context, statement).ToListAsync(ct);
        return found.Count > 0 ? found[0] : null;
    }

    public async Task<bool> IsNamedAsync(BlobName name, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append(
            $"SELECT COUNT(*) FROM \"Blobs\" AS b WHERE b.\"Digest\" = {name.Digest} AND b.\"Region\" = {name.Region} AND {IsNamed}");
        return (await database.QueryAsync(context, statement, static row => row.Int(0), ct))[0] > 0;
    }

    public void Add(Blob blob) => context.Blobs.Add(blob);

    public void Remove(Blob blob) => context.Blobs.Remove(blob);
}
