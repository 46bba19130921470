using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Likenesses;

/// <summary>What a version looks like, under the four numbers by which that is found.</summary>
internal sealed class LikenessRow
{
    private LikenessRow()
    {
    }

    public LikenessRow(Guid versionId, Guid assetId, Likeness likeness)
    {
        VersionId = versionId;
        AssetId = assetId;
        Set(likeness);
    }

    public Guid VersionId { get; private init; }

    public Guid AssetId { get; private init; }

    public byte[] Levels { get; private set; } = [];

    public int Key0 { get; private set; }

    public int Key1 { get; private set; }

    public int Key2 { get; private set; }

    public int Key3 { get; private set; }

    public void Set(Likeness likeness)
    {
        Levels = likeness.Levels.ToArray();
        (Key0, Key1, Key2, Key3) = likeness.Keys is [var first, var second, var third, var fourth] ? (first, second, third, fourth) : throw new InvalidOperationException("There are four keys.");
    }
}

internal sealed class LikenessConfiguration : IEntityTypeConfiguration<LikenessRow>
{
    public void Configure(EntityTypeBuilder<LikenessRow> builder)
    {
        builder.ToTable("Likenesses");
        builder.HasKey(row => row.VersionId);
        builder.Property(row => row.VersionId).ValueGeneratedNever();
        builder.Property(row => row.Levels).HasMaxLength(Likeness.Side * Likeness.Side);
        builder.HasOne<AssetVersion>().WithOne().HasForeignKey<LikenessRow>(row => row.VersionId).OnDelete(DeleteBehavior.Cascade);

        // With the id, so that candidates are counted in the index alone.
        builder.HasIndex(row => new { row.Key0, row.VersionId });
        builder.HasIndex(row => new { row.Key1, row.VersionId });
        builder.HasIndex(row => new { row.Key2, row.VersionId });
        builder.HasIndex(row => new { row.Key3, row.VersionId });
    }
}
