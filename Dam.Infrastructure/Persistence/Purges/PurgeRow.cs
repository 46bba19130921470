using Dam.Domain.Purges;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Purges;

/// <summary>
/// How it stands with the copies that one cache keeps under one name. Written in the transaction of what makes them wrong, and once for each cache and name, so that a cache which is down for an hour finds each name once.
/// </summary>
internal sealed class PurgeRow
{
    public const int LongestTarget = 200;

    private PurgeRow()
    {
    }

    public PurgeRow(string target, string key, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        (Target, Key, AskedAt, DueAt) = (target, key, now, now);
    }

    public Guid Id { get; private init; }

    public string Target { get; private init; } = "";

    public string Key { get; private init; } = "";

    /// <summary>When the first change happened that is not confirmed; once confirmed, the last that was.</summary>
    public DateTimeOffset AskedAt { get; private set; }

    public DateTimeOffset? ConfirmedAt { get; private set; }

    /// <summary>When the cache is to be asked, at first or again; null when nothing is left to do.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>How often the cache has confirmed it since it was asked for.</summary>
    public int Round { get; private set; }

    public int Attempts { get; private set; }

    public string? LastError { get; private init; }

    /// <summary>Names the call under way; null while there is none.</summary>
    public Guid? LeaseId { get; private set; }

    public DateTimeOffset? LeaseUntil { get; private set; }

    /// <summary>Copies are wrong anew. A call under way may have come too early for them: it counts no more.</summary>
    public void Ask(DateTimeOffset now)
    {
        if (ConfirmedAt is not null)
        {
            (AskedAt, ConfirmedAt, Attempts) = (now, null, 0);
        }

        (DueAt, Round, LeaseId, LeaseUntil) = (now, 0, null, null);
    }
}

internal sealed class PurgeConfiguration : IEntityTypeConfiguration<PurgeRow>
{
    public void Configure(EntityTypeBuilder<PurgeRow> builder)
    {
        builder.ToTable("Purges");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Target).HasMaxLength(PurgeRow.LongestTarget);
        builder.Property(row => row.Key).HasMaxLength(PurgeKeys.Longest);
        builder.Property(row => row.LastError).HasMaxLength(ErrorText.Longest);
        builder.HasIndex(row => new { row.Key, row.Target }).IsUnique();

        // What a claim walks.
        builder.HasIndex(row => new { row.Target, row.DueAt }).HasFilter("\"DueAt\" IS NOT NULL");
        builder.HasIndex(row => row.AskedAt, "IX_Purges_Waiting").HasFilter("\"ConfirmedAt\" IS NULL");
        builder.HasIndex(row => new { row.AskedAt, row.Id });
    }
}
