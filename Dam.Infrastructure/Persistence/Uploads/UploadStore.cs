using Dam.Domain.Uploads;

namespace Dam.Infrastructure.Persistence.Uploads;

internal sealed class UploadStore(DamDbContext context) : IUploadStore
{
    public async Task<Upload?> FindAsync(Guid id, CancellationToken ct) => await context.Uploads.FindAsync([id], ct);

    public void Add(Upload upload) => context.Uploads.Add(upload);
}
