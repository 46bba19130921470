using Dam.Domain.Assets;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetConfiguration : IEntityTypeConfiguration<Asset>
{
    public void Configure(EntityTypeBuilder<Asset> builder)
    {
        builder.ToTable("Assets");
        builder.HasKey(asset => asset.Id);
        builder.Property(asset => asset.Id).ValueGeneratedNever();
        builder.Property(asset => asset.Title).HasMaxLength(Asset.LongestTitle);
        builder.Property(asset => asset.TitleFolded).HasMaxLength(Asset.LongestTitle);
        builder.Property(asset => asset.Tags).HasConversion(
            tags => TagsColumn.Write(tags),
            text => TagsColumn.Read(text),
            new ValueComparer<IReadOnlyList<string>>((left, right) => left!.SequenceEqual(right!), tags => tags.Count, tags => tags));
        builder.Property(asset => asset.AltTexts).HasConversion(
            texts => AltTextsColumn.Write(texts),
            text => AltTextsColumn.Read(text),
            new ValueComparer<IReadOnlyList<LocalizedText>>((left, right) => left!.SequenceEqual(right!), texts => texts.Count, texts => texts));
        builder.Property(asset => asset.FocalPoint).HasMaxLength(FocalPointColumn.Longest).IsUnicode(false).HasConversion(
            point => FocalPointColumn.Write(point!.Value),
            text => FocalPointColumn.Read(text));
        builder.Property(asset => asset.Revision).IsConcurrencyToken();
        builder.Property(asset => asset.TerritoryCodes).HasMaxLength(8000).IsUnicode(false);
        builder.Property(asset => asset.ChannelKeys).HasMaxLength(RightsColumns.LongestKeys).IsUnicode(false);
        builder.Property(asset => asset.PurposeKeys).HasMaxLength(RightsColumns.LongestKeys).IsUnicode(false);
        builder.Property(asset => asset.ReleaseIds).HasMaxLength(RightsColumns.LongestIds).IsUnicode(false).HasConversion(
            ids => RightsColumns.WriteIds(ids),
            text => RightsColumns.ReadIds(text),
            new ValueComparer<IReadOnlyList<Guid>>((left, right) => left!.SequenceEqual(right!), ids => ids.Count, ids => ids));

        // A number, since databases do not agree on how true and false are written.
        builder.Property(asset => asset.NeedsRelease).HasConversion<int>();
        builder.Property(asset => asset.EventName).HasMaxLength(RightsPatch.LongestText);
        builder.Property(asset => asset.EmbargoAfterEvent).HasMaxLength(CalendarSpan.LongestText).IsUnicode(false).HasConversion(span => span!.Value.Text, text => CalendarSpan.Parse(text));
        builder.Property(asset => asset.ExpiresAfterEvent).HasMaxLength(CalendarSpan.LongestText).IsUnicode(false).HasConversion(span => span!.Value.Text, text => CalendarSpan.Parse(text));
        builder.Property(asset => asset.Credit).HasMaxLength(2000);
        builder.Property(asset => asset.CopyrightNotice).HasMaxLength(2000);
        builder.Property(asset => asset.Donor).HasMaxLength(RightsPatch.LongestText);
        builder.Property(asset => asset.Conditions).HasMaxLength(RightsPatch.LongestText);
        builder.Property(asset => asset.Watermark).HasMaxLength(Domain.Imaging.Watermark.LongestName);
        builder.Property(asset => asset.TakedownReason).HasMaxLength(RightsPatch.LongestText);
        builder.Ignore(asset => asset.CurrentVersion);
        builder.Ignore(asset => asset.Description);
        builder.Ignore(asset => asset.Rights);

        // No foreign key from LicenseId either: SQLite would make the table anew to have one. Licences are never deleted, and one that is not there refuses.
        builder.HasIndex(asset => new { asset.LicenseId, asset.Id }).HasFilter("\"LicenseId\" IS NOT NULL");
        builder.HasIndex(asset => new { asset.AlternatesId, asset.Id }).HasFilter("\"AlternatesId\" IS NOT NULL");

        // No foreign keys from CurrentVersionId and PublishedVersionId: versions point at their asset, and two rows that point at each other cannot be
        // inserted one after the other on databases without deferred constraints.
        builder.HasMany(asset => asset.Versions).WithOne().HasForeignKey(version => version.AssetId).OnDelete(DeleteBehavior.Cascade);
        builder.Navigation(asset => asset.Versions).UsePropertyAccessMode(PropertyAccessMode.Field);

        builder.HasIndex(asset => asset.RightsChangeAt).HasFilter("\"RightsChangeAt\" IS NOT NULL");
        builder.HasIndex(asset => asset.DeletedAt).HasFilter("\"DeletedAt\" IS NOT NULL");

        // One index for each order that pages walk, with the id as its last key.
        builder.HasIndex(asset => new { asset.CreatedAt, asset.Id });
        builder.HasIndex(asset => new { asset.UpdatedAt, asset.Id });
        builder.HasIndex(asset => new { asset.TitleFolded, asset.Id });

        // The same for what is asked for of one status or kind: looked for in the whole order, a rare one would cost as much as all assets.
        builder.HasIndex(asset => new { asset.Status, asset.CreatedAt, asset.Id });
        builder.HasIndex(asset => new { asset.Status, asset.TitleFolded, asset.Id });
        builder.HasIndex(asset => new { asset.Kind, asset.CreatedAt, asset.Id });
    }
}
