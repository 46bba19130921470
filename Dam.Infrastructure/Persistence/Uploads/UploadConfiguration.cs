using Dam.Domain.Uploads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Uploads;

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.ToTable("Uploads");
        builder.HasKey(upload => upload.Id);
        builder.Property(upload => upload.Id).ValueGeneratedNever();
        builder.Property(upload => upload.Filename).HasMaxLength(255);
        builder.Property(upload => upload.DeclaredMediaType).HasMaxLength(127);
        builder.Property(upload => upload.DeclaredDigest).HasMaxLength(64).IsUnicode(false);
        builder.Property(upload => upload.CreatedBy).HasMaxLength(200);
        builder.Property(upload => upload.Digest).HasMaxLength(64).IsUnicode(false);
        builder.Property(upload => upload.Region).HasMaxLength(64);
        builder.Property(upload => upload.MediaType).HasMaxLength(127);
        builder.Property(upload => upload.TusMetadata).HasMaxLength(CreateUploadHandler.LongestTusMetadata);
        builder.Property(upload => upload.Revision).IsConcurrencyToken();
        builder.HasIndex(upload => upload.ExpiresAt);
        builder.HasIndex(upload => upload.ExpiresAt, "IX_Uploads_Unused").HasFilter("\"AssetId\" IS NULL");

        // Bytes that wait to become an asset.
        builder.HasIndex(upload => upload.Digest).HasFilter("\"Digest\" IS NOT NULL AND \"AssetId\" IS NULL");
    }
}
