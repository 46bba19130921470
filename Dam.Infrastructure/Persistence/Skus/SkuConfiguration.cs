using Dam.Domain.Assets;
using Dam.Domain.Skus;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Skus;

internal sealed class SkuConfiguration : IEntityTypeConfiguration<Sku>
{
    public void Configure(EntityTypeBuilder<Sku> builder)
    {
        builder.ToTable("Skus");
        builder.HasKey(sku => sku.Id);
        builder.Property(sku => sku.Id).ValueGeneratedNever();
        builder.Property(sku => sku.Code).HasMaxLength(Sku.LongestCode);
        builder.Property(sku => sku.Name).HasMaxLength(Sku.LongestName);
        builder.Property(sku => sku.NameFolded).HasMaxLength(Sku.LongestName);
        builder.HasMany(sku => sku.Links).WithOne().HasForeignKey(link => link.SkuId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(sku => sku.Links).UsePropertyAccessMode(PropertyAccessMode.Field);
        builder.HasIndex(sku => sku.Code).IsUnique();
        builder.HasIndex(sku => new { sku.NameFolded, sku.Id });
    }
}

internal sealed class SkuLinkConfiguration : IEntityTypeConfiguration<SkuLink>
{
    public void Configure(EntityTypeBuilder<SkuLink> builder)
    {
        builder.ToTable("SkuLinks");

        // The place is the key: a SKU's links are read in this order, and replacing them updates places.
        builder.HasKey(link => new { link.SkuId, link.Position });
        builder.HasOne<Asset>().WithMany().HasForeignKey(link => link.AssetId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(link => new { link.AssetId, link.SkuId });
    }
}
