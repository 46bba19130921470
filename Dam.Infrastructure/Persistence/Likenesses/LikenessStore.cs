using Dam.Domain.Assets;
using Dam.Domain.Likenesses;

namespace Dam.Infrastructure.Persistence.Likenesses;

internal sealed class LikenessStore(DamDbContext context) : ILikenessStore
{
    public async Task SetAsync(AssetVersion version, Likeness? likeness, CancellationToken ct)
    {
        var row = await context.Likenesses.FindAsync([version.Id], ct);
        if (likeness is null)
        {
            if (row is not null)
            {
                context.Likenesses.Remove(row);
            }
        }
        else if (row is null)
        {
            context.Likenesses.Add(new LikenessRow(version.Id, version.AssetId, likeness));
        }
        else
        {
            row.Set(likeness);
        }
    }
}
