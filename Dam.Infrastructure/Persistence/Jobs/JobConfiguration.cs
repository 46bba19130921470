using Dam.Infrastructure.Jobs;
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
        builder.Property(job => job.Kind).HasMaxLength(100);
        builder.Property(job => job.LastError).HasMaxLength(JobTable.LongestError);
        builder.HasIndex(job => new { job.Dead, job.RunAfter, job.Id });
        builder.HasIndex(job => job.LeaseId);
    }
}
