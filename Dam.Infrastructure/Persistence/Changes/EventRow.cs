using Dam.Domain.Audit;
using Dam.Domain.Changes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>What an event concerns.</summary>
internal readonly record struct EventSubject(Guid? AssetId, Guid? SkuId)
{
    /// <summary>It names neither an asset nor a SKU: it may concern any asset, as the end of a licence does that covers many.</summary>
    public bool MayBeAnyAsset => AssetId is null && SkuId is null;
}

/// <summary>An event as it is kept: written without a number in the transaction of its cause, numbered and sealed by the sequencer.</summary>
internal sealed class EventRow
{
    public const int LongestAction = 100;

    /// <summary>The kind of what the feed does not tell.</summary>
    public const ChangeKind OnlyAudited = (ChangeKind)(-1);

    public Guid Id { get; init; }

    /// <summary>Null until the sequencer comes by.</summary>
    public long? Sequence { get; private set; }

    public ChangeKind Kind { get; init; }

    public string Action { get; init; } = "";

    public string Actor { get; init; } = "";

    public Guid? AssetId { get; init; }

    public Guid? SkuId { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>Grows with each event of a process: the order of those that happened at the same instant.</summary>
    public long Position { get; init; }

    /// <summary>JSON.</summary>
    public string? Details { get; init; }

    /// <summary>16 random bytes, so that erased details cannot be guessed from their hash.</summary>
    public byte[] Salt { get; init; } = [];

    public string DetailsHash { get; init; } = "";

    public string? Hash { get; private set; }

    public void Seal(long sequence, string previous)
    {
        Sequence = sequence;
        Hash = AuditChain.Next(previous, HeaderAt(sequence));
    }

    public AuditHeader HeaderAt(long sequence) => new(sequence, Id, (int)Kind, Action, Actor, AssetId, SkuId, OccurredAt, DetailsHash);
}

internal sealed class EventConfiguration : IEntityTypeConfiguration<EventRow>
{
    public void Configure(EntityTypeBuilder<EventRow> builder)
    {
        builder.ToTable("Events");
        builder.HasKey(row => row.Id);
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Action).HasMaxLength(EventRow.LongestAction);
        builder.Property(row => row.Actor).HasMaxLength(200);
        builder.Property(row => row.Salt).HasMaxLength(16);
        builder.Property(row => row.DetailsHash).HasMaxLength(64).IsUnicode(false);
        builder.Property(row => row.Hash).HasMaxLength(64).IsUnicode(false);

        // No two events have the same number, whoever believes to be the only sequencer.
        builder.HasIndex(row => row.Sequence).IsUnique().HasFilter("\"Sequence\" IS NOT NULL");
        builder.HasIndex(row => new { row.OccurredAt, row.Position, row.Id }, "IX_Events_Unsequenced").HasFilter("\"Sequence\" IS NULL");
        builder.HasIndex(row => new { row.AssetId, row.Sequence });
        builder.HasIndex(row => new { row.SkuId, row.Sequence });
        builder.HasIndex(row => new { row.OccurredAt, row.Sequence });
    }
}
