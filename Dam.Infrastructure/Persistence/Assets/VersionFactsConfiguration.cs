using Dam.Domain.Assets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>In a table of its own: these are long, and lists of assets do without.</summary>
internal sealed class VersionFactsConfiguration : IEntityTypeConfiguration<VersionFacts>
{
    public void Configure(EntityTypeBuilder<VersionFacts> builder)
    {
        builder.ToTable("VersionFacts");
        builder.HasKey(facts => facts.VersionId);
        builder.Property(facts => facts.VersionId).ValueGeneratedNever();
        builder.HasOne<AssetVersion>().WithOne().HasForeignKey<VersionFacts>(facts => facts.VersionId).OnDelete(DeleteBehavior.Cascade);

        // In this order in the row: who reads the first ones does not read past a million characters for them.
        builder.Property(facts => facts.VersionId).HasColumnOrder(0);
        builder.Property(facts => facts.Technical).HasColumnOrder(1);
        builder.Property(facts => facts.Location).HasColumnOrder(2);
        builder.Property(facts => facts.Text).HasColumnOrder(3);
    }
}
