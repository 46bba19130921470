using Dam.Domain.Renditions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Renditions;

internal sealed class PresetConfiguration : IEntityTypeConfiguration<RenditionPreset>
{
    public void Configure(EntityTypeBuilder<RenditionPreset> builder)
    {
        builder.ToTable("RenditionPresets");
        builder.HasKey(preset => preset.Id);
        builder.Property(preset => preset.Id).ValueGeneratedNever();
        builder.Property(preset => preset.Name).HasMaxLength(RenditionPreset.LongestName).IsUnicode(false);
        builder.Property(preset => preset.Description).HasMaxLength(RenditionPreset.LongestDescription);
        builder.Property(preset => preset.Transform).HasMaxLength(TransformColumn.Longest).IsUnicode(false).HasConversion(
            transform => TransformColumn.Write(transform), text => TransformColumn.Read(text));
        builder.HasIndex(preset => preset.Name).IsUnique();
    }
}
