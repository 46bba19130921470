using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetVersionConfiguration : IEntityTypeConfiguration<AssetVersion>
{
    private const int Digest = 64;

    public void Configure(EntityTypeBuilder<AssetVersion> builder)
    {
        builder.ToTable("AssetVersions");
        builder.HasKey(version => version.Id);
        builder.Property(version => version.Id).ValueGeneratedNever();
        builder.Property(version => version.Digest).HasMaxLength(Digest).IsUnicode(false);
        builder.Property(version => version.Region).HasMaxLength(64);
        builder.Property(version => version.Filename).HasMaxLength(255);
        builder.Property(version => version.FilenameFolded).HasMaxLength(255);
        builder.Property(version => version.MediaType).HasMaxLength(127);
        builder.Property(version => version.Note).HasMaxLength(4000);
        builder.Property(version => version.CreatedBy).HasMaxLength(200);
        builder.Property(version => version.ProcessingStage).HasMaxLength(64);
        builder.Property(version => version.Problems).HasConversion(
            problems => ProblemsColumn.Write(problems),
            text => ProblemsColumn.Read(text),
            new ValueComparer<IReadOnlyList<ProcessingProblem>>(
                (left, right) => left!.SequenceEqual(right!), problems => problems.Count, problems => problems.ToArray()));
        builder.ComplexProperty(version => version.Image, image =>
        {
            image.Property(facts => facts.Width).HasColumnName("Width");
            image.Property(facts => facts.Height).HasColumnName("Height");
            image.Property(facts => facts.HasAlpha).HasColumnName("HasAlpha");
            image.Property(facts => facts.Pages).HasColumnName("Pages");
            image.Property(facts => facts.Colors).HasColumnName("Colors").HasMaxLength(200).IsUnicode(false).HasConversion(
                colors => ColorsColumn.Write(colors),
                text => ColorsColumn.Read(text),
                new ValueComparer<IReadOnlyList<RgbColor>>((left, right) => left!.SequenceEqual(right!), colors => colors.Count, colors => colors.ToArray()));
            image.Property(facts => facts.ThumbHash).HasColumnName("ThumbHash").HasMaxLength(64).IsUnicode(false);
            image.Property(facts => facts.DominantColor).HasColumnName("DominantColor").HasMaxLength(ColorsColumn.ColorLength).IsUnicode(false).HasConversion(
                color => color.ToString(), text => ColorsColumn.ReadOne(text));
            image.Property(facts => facts.MezzanineWidth).HasColumnName("MezzanineWidth");
            image.Property(facts => facts.MezzanineHeight).HasColumnName("MezzanineHeight");
            image.Property(facts => facts.Border).HasColumnName("Border").HasMaxLength(BorderColumn.Longest).IsUnicode(false).HasConversion(
                border => BorderColumn.Write(border!.Value), text => BorderColumn.Read(text));
            image.Property(facts => facts.Profile).HasColumnName("ColorProfile");
        });

        builder.HasIndex(version => new { version.AssetId, version.Number }).IsUnique();
        builder.HasIndex(version => new { version.Digest, version.AssetId });
        builder.HasIndex(version => new { version.Filename, version.AssetId });

        // Orders that pages walk: they start here and go to the asset of each current version.
        builder.HasIndex(version => new { version.FilenameFolded, version.AssetId });
        builder.HasIndex(version => new { version.Size, version.AssetId });
    }
}
