using Dam.Domain.Blobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Blobs;

internal sealed class BlobConfiguration : IEntityTypeConfiguration<Blob>
{
    public void Configure(EntityTypeBuilder<Blob> builder)
    {
        builder.ToTable("Blobs");
        builder.HasKey(blob => new { blob.Digest, blob.Region });
        builder.Property(blob => blob.Digest).HasMaxLength(64).IsUnicode(false);
        builder.Property(blob => blob.Region).HasMaxLength(64);
        builder.Property(blob => blob.Threat).HasMaxLength(Blob.LongestThreat);
        builder.Ignore(blob => blob.Name);
        builder.HasIndex(blob => blob.CondemnedAt).HasFilter("\"CondemnedAt\" IS NOT NULL");
    }
}
