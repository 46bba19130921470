using Dam.Domain.Scanning;
using Dam.Infrastructure.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Scanning;

public static class ScanningRegistration
{
    /// <summary>Adds <see cref="IContentScanner"/>, which is off unless <c>Dam:Scan:Clamd</c> says where clamd is.</summary>
    public static IServiceCollection AddScanning(this IServiceCollection services)
    {
        services.AddOptions<ScanOptions>()
            .BindConfiguration(ScanOptions.Section)
            .Validate(
                options => string.IsNullOrEmpty(options.Clamd) || ClamdScanner.Parse(options.Clamd) is not null,
                $"{ScanOptions.Section}:{nameof(ScanOptions.Clamd)} is neither host:port nor the path of a socket.")
            .Validate(options => options.Timeout > TimeSpan.Zero, $"{ScanOptions.Section}:{nameof(ScanOptions.Timeout)} must be positive.")
            .ValidateOnStart();
        services.AddSingleton(provider => new ClamdScanner(provider.GetRequiredService<IOptions<ScanOptions>>().Value));
        services.AddSingleton<IContentScanner>(provider => provider.GetRequiredService<ClamdScanner>());
        return services
            .AddHealthPart("scan", "Whether clamd answers cannot be found out.", HealthRegistration.Long, static (services, ct) => HealthOfAsync(services.GetRequiredService<ClamdScanner>(), ct))
            .AddHealthVersions("scan", static (services, ct) => VersionOfAsync(services.GetRequiredService<ClamdScanner>(), ct));
    }

    /// <summary>Files wait for clamd, so somebody should look.</summary>
    private static async Task<HealthCheckResult> HealthOfAsync(ClamdScanner scanner, CancellationToken ct)
    {
        try
        {
            _ = scanner.IsOn ? await scanner.VersionAsync(ct) : null;
            return HealthCheckResult.Healthy();
        }
        catch (ScannerUnavailableException unavailable)
        {
            return HealthCheckResult.Degraded($"{unavailable.Message} New files wait for it.");
        }
    }

    private static async Task<IReadOnlyDictionary<string, string>> VersionOfAsync(ClamdScanner scanner, CancellationToken ct)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            if (scanner.IsOn)
            {
                found["clamd"] = await scanner.VersionAsync(ct);
            }
        }
        catch (ScannerUnavailableException)
        {
            // That it does not answer is what the part's health says.
        }

        return found;
    }
}
