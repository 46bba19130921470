using Dam.Domain.Jobs;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Jobs;

internal static class JobsRegistration
{
    /// <summary>The worker does what handlers (<see cref="IJobHandler"/>) are registered for.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(JobOptions.From(configuration))
        .AddSingleton<JobSignal>()
        .AddSingleton<JobWatch>()
        .AddSingleton<IJobWatch>(provider => provider.GetRequiredService<JobWatch>())
        .AddSingleton<IQuietWork, QuietThreads>()
        .AddSingleton<JobTable>()
        .AddSingleton<IJobReader, JobReader>()
        .AddHostedService<JobWorker>();
}
