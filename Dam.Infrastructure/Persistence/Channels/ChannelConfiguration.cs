using Dam.Domain.Channels;
using Dam.Domain.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Channels;

internal sealed class ChannelConfiguration : IEntityTypeConfiguration<Channel>
{
    public void Configure(EntityTypeBuilder<Channel> builder)
    {
        builder.ToTable("Channels");
        builder.HasKey(channel => channel.Id);
        builder.Property(channel => channel.Id).ValueGeneratedNever();
        builder.Property(channel => channel.Key).HasMaxLength(KeyRule.LongestKey).IsUnicode(false);
        builder.Property(channel => channel.Name).HasMaxLength(Channel.LongestName);
        builder.Property(channel => channel.Slots).IsUnicode(false).HasConversion(
            slots => SlotsColumn.Write(slots),
            text => SlotsColumn.Read(text),
            new ValueComparer<IReadOnlyList<ChannelSlot>>((left, right) => left!.SequenceEqual(right!), slots => slots.Count, slots => slots));
        builder.HasIndex(channel => channel.Key).IsUnique();
    }
}
