using Dam.Domain.Audit;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Backups;

internal static class BackupsRegistration
{
    public static IServiceCollection AddBackups(this IServiceCollection services) => services.AddSingleton(provider => new Backups(
        provider.GetRequiredService<DatabaseDump>(),
        provider.GetRequiredService<Database>(),
        provider.GetRequiredService<DatabaseOptions>(),
        provider.GetRequiredService<DataFolder>(),
        provider.GetRequiredService<IBlobStore>(),
        provider.GetRequiredService<IAuditReader>(),
        provider.GetRequiredService<TimeProvider>()));
}
