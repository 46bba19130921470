using Dam.Infrastructure.Audit;
using Dam.Infrastructure.Backups;
using Dam.Infrastructure.Blobs;
using Dam.Infrastructure.Health;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Purges;
using Dam.Infrastructure.Uploads;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure;

public static class InfrastructureRegistration
{
    /// <summary>
    /// What the domain's ports lead to: a database, a blob store, a worker for jobs. Settings: <c>Dam:Data</c>, <c>Dam:Database:…</c>, <c>Dam:Blobs:Provider</c>, <c>Dam:Jobs:…</c>; a value
    /// that is none of the valid ones fails here.
    /// </summary>
    public static IServiceCollection AddDamInfrastructure(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => new DataFolder(provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<ILogger<DataFolder>>()));
        return services.AddHealthOptions().AddAuditCheckpoints().AddPersistence(configuration).AddBlobs(configuration).AddUploads(configuration).AddJobs(configuration).AddPurges(configuration).AddBackups();
    }

    /// <summary>What a start does with the database before anything else, alone: <c>Dam:Database:Migrate</c> says whether it brings the schema up to date or only checks it.</summary>
    public static Task PrepareDatabaseAsync(this IServiceProvider services, CancellationToken ct) => services.GetRequiredService<Database>().PrepareAsync(ct);
}
