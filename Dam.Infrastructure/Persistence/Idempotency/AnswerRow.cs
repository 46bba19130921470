using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Idempotency;

/// <summary>A kept answer. Its key is the lock: of two calls with the same key that run at the same time only one can write it.</summary>
internal sealed class AnswerRow
{
    public required string Subject { get; init; }

    public required string Key { get; init; }

    public required string Command { get; init; }

    public required string InputDigest { get; init; }

    public required string Answer { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}

internal sealed class AnswerConfiguration : IEntityTypeConfiguration<AnswerRow>
{
    public void Configure(EntityTypeBuilder<AnswerRow> builder)
    {
        builder.ToTable("IdempotentAnswers");
        builder.HasKey(row => new { row.Subject, row.Key });
        builder.Property(row => row.Subject).HasMaxLength(200);
        builder.Property(row => row.Key).HasMaxLength(Domain.Command.LongestKey);
        builder.Property(row => row.Command).HasMaxLength(100);
        builder.Property(row => row.InputDigest).HasMaxLength(64).IsUnicode(false);

        // Who deletes an expired answer must not delete the new one that somebody else has put in its place meanwhile.
        builder.Property(row => row.ExpiresAt).IsConcurrencyToken();
        builder.HasIndex(row => row.ExpiresAt);
    }
}
