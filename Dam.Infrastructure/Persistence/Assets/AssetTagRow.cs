using Dam.Domain.Assets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>A tag of an asset as it is found. These rows follow the asset's list of tags by themselves (<see cref="AssetTags"/>).</summary>
internal sealed class AssetTagRow
{
    public Guid AssetId { get; init; }

    public string TagFolded { get; init; } = "";

    /// <summary>The asset's, which never changes: with it one index holds the assets of a tag in the order in which they are listed.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    public static IEnumerable<AssetTagRow> Of(Asset asset, IReadOnlyList<string> tags) =>
        tags.Select(tag => new AssetTagRow { AssetId = asset.Id, TagFolded = DescriptionPatch.Fold(tag), CreatedAt = asset.CreatedAt });
}

internal sealed class AssetTagConfiguration : IEntityTypeConfiguration<AssetTagRow>
{
    public void Configure(EntityTypeBuilder<AssetTagRow> builder)
    {
        builder.ToTable("AssetTags");
        builder.HasKey(row => new { row.AssetId, row.TagFolded });
        builder.Property(row => row.TagFolded).HasMaxLength(DescriptionPatch.LongestTag);
        builder.HasOne<Asset>().WithMany().HasForeignKey(row => row.AssetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.TagFolded, row.CreatedAt, row.AssetId });
    }
}

/// <summary>Keeps the rows of tags in step with the lists of the assets that are written.</summary>
internal static class AssetTags
{
    /// <summary>Called before what is tracked is written; needs no row to have been read.</summary>
    public static void Follow(DamDbContext context)
    {
        foreach (var entry in context.ChangeTracker.Entries<Asset>().ToList())
        {
            var tags = entry.Property(asset => asset.Tags);
            if (entry.State == EntityState.Added)
            {
                context.AddRange(AssetTagRow.Of(entry.Entity, tags.CurrentValue));
            }
            else if (entry.State == EntityState.Modified && tags.IsModified)
            {
                var before = Keys(tags.OriginalValue);
                var after = Keys(tags.CurrentValue);
                context.RemoveRange(AssetTagRow.Of(entry.Entity, tags.OriginalValue).Where(row => !after.Contains(row.TagFolded)));
                context.AddRange(AssetTagRow.Of(entry.Entity, tags.CurrentValue).Where(row => !before.Contains(row.TagFolded)));
            }
        }
    }

    private static HashSet<string> Keys(IReadOnlyList<string> tags) => tags.Select(DescriptionPatch.Fold).ToHashSet(StringComparer.Ordinal);
}
