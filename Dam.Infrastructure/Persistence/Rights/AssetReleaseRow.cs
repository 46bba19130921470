using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Rights;

/// <summary>A release of an asset, as it is joined: a release is revoked by changing one row. These rows follow the asset's list of releases by themselves (<see cref="AssetReleases"/>).</summary>
internal sealed class AssetReleaseRow
{
    public Guid AssetId { get; init; }

    public Guid ReleaseId { get; init; }

    public static IEnumerable<AssetReleaseRow> Of(Guid assetId, IEnumerable<Guid> releaseIds) =>
        releaseIds.Select(releaseId => new AssetReleaseRow { AssetId = assetId, ReleaseId = releaseId });
}

internal sealed class AssetReleaseConfiguration : IEntityTypeConfiguration<AssetReleaseRow>
{
    public void Configure(EntityTypeBuilder<AssetReleaseRow> builder)
    {
        builder.ToTable("AssetReleases");
        builder.HasKey(row => new { row.AssetId, row.ReleaseId });
        builder.HasOne<Asset>().WithMany().HasForeignKey(row => row.AssetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Release>().WithMany().HasForeignKey(row => row.ReleaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => new { row.ReleaseId, row.AssetId });
    }
}

/// <summary>Keeps the rows of releases in step with the lists of the assets that are written.</summary>
internal static class AssetReleases
{
    /// <summary>Called before what is tracked is written; needs no row to have been read.</summary>
    public static void Follow(DamDbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries<Asset>().ToList())
        {
            var (asset, releases) = (entry.Entity, entry.Property(asset => asset.ReleaseIds));
            if (entry.State == EntityState.Added)
            {
                context.AddRange(AssetReleaseRow.Of(asset.Id, asset.ReleaseIds));
            }
            else if (entry.State == EntityState.Modified && releases.IsModified)
            {
                context.RemoveRange(AssetReleaseRow.Of(asset.Id, releases.OriginalValue.Except(releases.CurrentValue)));
                context.AddRange(AssetReleaseRow.Of(asset.Id, releases.CurrentValue.Except(releases.OriginalValue)));
            }
        }
    }
}
