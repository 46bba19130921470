using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Health;

/// <summary>
/// What <c>/health/ready</c> asks. Unhealthy: this node cannot do its work, and should get none. Degraded: it works, and somebody should look. Each feature adds its parts where it is registered.
/// </summary>
public static class HealthRegistration
{
    /// <summary>For parts that cost one small question.</summary>
    public static readonly TimeSpan Brief = TimeSpan.FromSeconds(1);

    /// <summary>For parts that write, or start something.</summary>
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestProbe = TimeSpan.FromSeconds(5);

    /// <param name="name">Of the part, in lower case.</param>
    /// <param name="problem">What is said when the probe throws.</param>
    /// <param name="freshFor">How long an answer holds.</param>
    /// <param name="probe">Gives what it finds; bounded to five seconds.</param>
    public static IServiceCollection AddHealthPart(
        this IServiceCollection services, string name, string problem, TimeSpan freshFor, Func<IServiceProvider, CancellationToken, Task<HealthCheckResult>> probe)
    {
        services.AddKeyedSingleton(name, (provider, _) => new HealthPart(
            name, problem, freshFor, ct => probe(provider, ct), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<HealthPart>>()));
        services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, provider => provider.GetRequiredKeyedService<HealthPart>(name), HealthStatus.Unhealthy, tags: null, LongestProbe));
        return services;
    }

    /// <param name="name">Of the part that uses them.</param>
    /// <param name="find">Leaves out what is not there.</param>
    internal static IServiceCollection AddHealthVersions(this IServiceCollection services, string name, Func<IServiceProvider, CancellationToken, Task<IReadOnlyDictionary<string, string>>> find) =>
        services.AddKeyedSingleton(name, (provider, _) => new HealthVersions(ct => find(provider, ct), provider.GetRequiredService<TimeProvider>()));

    internal static IServiceCollection AddHealthOptions(this IServiceCollection services)
    {
        services.AddOptions<HealthOptions>()
            .BindConfiguration(HealthOptions.Section)
            .Validate(options => options.LeastSpace >= 0, $"{HealthOptions.Section}:{nameof(HealthOptions.LeastSpace)} must not be negative.")
            .Validate(options => options.LongestSequencing > TimeSpan.Zero, $"{HealthOptions.Section}:{nameof(HealthOptions.LongestSequencing)} must be positive.")
            .Validate(options => options.LongestBacklog > TimeSpan.Zero, $"{HealthOptions.Section}:{nameof(HealthOptions.LongestBacklog)} must be positive.")
            .Validate(options => options.LongestPurge > TimeSpan.Zero, $"{HealthOptions.Section}:{nameof(HealthOptions.LongestPurge)} must be positive.")
            .ValidateOnStart();
        return services;
    }

    /// <summary>Degraded when what has waited longest has waited too long.</summary>
    /// <param name="oldest">Since when it waits; null when nothing does.</param>
    /// <param name="what">"An event", for instance.</param>
    internal static HealthCheckResult Waiting(DateTimeOffset? oldest, DateTimeOffset now, TimeSpan longest, string what) => oldest is { } since && now - since > longest
        ? HealthCheckResult.Degraded(string.Create(CultureInfo.InvariantCulture, $"{what} has waited for {(now - since).TotalSeconds:0} seconds; more than {longest.TotalSeconds:0} are too many."))
        : HealthCheckResult.Healthy();

    internal static HealthOptions GetHealthOptions(this IServiceProvider services) => services.GetRequiredService<IOptions<HealthOptions>>().Value;
}
