using Dam.Domain.Jobs;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dam.Infrastructure.Persistence.Jobs;

internal sealed class JobConfiguration : IEntityTypeConfiguration<Job>
{
    public void Configure(EntityTypeBuilder<Job> builder)
    {
        builder.ToTable("Jobs");
        builder.HasKey(job => job.Id);
        builder.Property(job => job.Id).ValueGeneratedNever();
        builder.Property(job => job.Kind).HasMaxLength(Job.LongestKind);
        builder.Property(job => job.Key).HasMaxLength(Job.LongestKey);
        builder.Property(job => job.LastError).HasMaxLength(Job.LongestError);
        builder.Property(job => job.TraceParent).HasMaxLength(Job.LongestTraceParent).IsUnicode(false);

        // What a claim walks: the first of a kind that is due and free, behind the few that somebody works on.
        builder.HasIndex(job => new { job.Kind, job.Priority, job.RunAfter, job.Id }).HasFilter("\"FailedAt\" IS NULL");
        builder.HasIndex(job => job.Id, "IX_Jobs_Failed").HasFilter("\"FailedAt\" IS NOT NULL");

        // Of the jobs with one key at most one waits.
        builder.HasIndex(job => job.Key).IsUnique().HasFilter("\"Key\" IS NOT NULL AND \"LeaseId\" IS NULL AND \"FailedAt\" IS NULL");
    }
}
