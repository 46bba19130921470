using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Rights;

internal sealed class LicenseConfiguration : IEntityTypeConfiguration<License>
{
    public void Configure(EntityTypeBuilder<License> builder)
    {
        builder.ToTable("Licenses");
        builder.HasKey(license => license.Id);
        builder.Property(license => license.Id).ValueGeneratedNever();
        builder.Property(license => license.Name).HasMaxLength(License.LongestName);
        builder.Property(license => license.Holder).HasMaxLength(RightsPatch.LongestText);
        builder.Property(license => license.Terms).HasMaxLength(License.LongestTerms);
        builder.Property(license => license.Cost).HasMaxLength(RightsPatch.LongestText);
        builder.Property(license => license.TerritoryCodes).HasMaxLength(RightsColumns.LongestCodes).IsUnicode(false);
        builder.Property(license => license.ChannelKeys).HasMaxLength(RightsColumns.LongestKeys).IsUnicode(false);
        builder.HasIndex(license => license.RightsChangeAt).HasFilter("\"RightsChangeAt\" IS NOT NULL");
        builder.Ignore(license => license.Territories);
        builder.Ignore(license => license.Channels);
    }
}

internal sealed class ReleaseConfiguration : IEntityTypeConfiguration<Release>
{
    public void Configure(EntityTypeBuilder<Release> builder)
    {
        builder.ToTable("Releases");
        builder.HasKey(release => release.Id);
        builder.Property(release => release.Id).ValueGeneratedNever();
        builder.Property(release => release.Subject).HasMaxLength(Release.LongestSubject);
        builder.Property(release => release.Guardian).HasMaxLength(Release.LongestSubject);
        builder.Property(release => release.TerritoryCodes).HasMaxLength(RightsColumns.LongestCodes).IsUnicode(false);
        builder.HasIndex(release => release.RightsChangeAt).HasFilter("\"RightsChangeAt\" IS NOT NULL");
        builder.Ignore(release => release.Territories);

        // The consent outlives its paper.
        builder.HasOne<Asset>().WithMany().HasForeignKey(release => release.DocumentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(release => release.DocumentId).HasFilter("\"DocumentId\" IS NOT NULL");
    }
}
