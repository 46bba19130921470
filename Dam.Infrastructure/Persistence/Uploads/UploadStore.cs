using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Uploads;

internal sealed class UploadStore(Database database, DamDbContext context) : IUploadStore
{
    private static readonly Sql Uploads = new("\"Uploads\"");

    public async Task<Upload?> FindAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Uploads, id, ct);
        return await context.Uploads.FindAsync([id], ct);
    }

    public void Add(Upload upload) => context.Uploads.Add(upload);

    public void Remove(Upload upload) => context.Uploads.Remove(upload);
}
