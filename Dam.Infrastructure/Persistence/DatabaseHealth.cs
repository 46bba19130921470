using Dam.Domain.Jobs;
using Dam.Infrastructure.Health;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Infrastructure.Persistence;

/// <summary>The database answers and has the schema that this version knows; what waits in it does not wait long.</summary>
internal static class DatabaseHealth
{
    public static IServiceCollection AddDatabaseHealth(this IServiceCollection services) => services
        .AddSingleton<Backlogs>()
        .AddHealthPart("database", "The database does not answer.", HealthRegistration.Brief, static (services, ct) => SchemaAsync(services.GetRequiredService<Database>(), ct))
        .AddHealthPart("sequencer", "The events that wait for their number cannot be read.", HealthRegistration.Brief, static async (services, ct) => HealthRegistration.Waiting(
            await services.GetRequiredService<Backlogs>().OldestEventAsync(ct), services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetHealthOptions().LongestSequencing, "An event"))
        .AddHealthPart("jobs", "The jobs that wait cannot be read.", HealthRegistration.Brief, static async (services, ct) => HealthRegistration.Waiting(
            (await services.GetRequiredService<IJobReader>().BacklogAsync(ct)).DueSince, services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetHealthOptions().LongestBacklog, "A job that is due"));

    /// <summary>A schema that is newer is right while versions run side by side, and wrong when somebody forgot this node.</summary>
    private static Task<HealthCheckResult> SchemaAsync(Database database, CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            await using var context = database.OpenContext();
            var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
            var newer = (await context.Database.GetAppliedMigrationsAsync(ct)).Count(migration => !known.Contains(migration));
            return newer > 0
                ? HealthCheckResult.Degraded($"The database's schema has {newer} migrations that this version does not know, so this node changes nothing. Upgrade it.")
                : HealthCheckResult.Healthy();
        },
        ct);
}
