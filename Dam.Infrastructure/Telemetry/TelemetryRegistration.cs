using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;

namespace Dam.Infrastructure.Telemetry;

public static class TelemetryRegistration
{
    /// <summary>Sends traces, metrics and logs where <see cref="TelemetryOptions"/> say.</summary>
    /// <returns>Whether anything is sent.</returns>
    public static bool AddTelemetry(this IServiceCollection services, IConfigurationManager configuration)
    {
        var options = TelemetryOptions.From(configuration);
        if (!options.TrustTraceContext)
        {
            services.AddSingleton<DistributedContextPropagator>(new OwnTraces(DistributedContextPropagator.Current));
        }

        if (!options.Any)
        {
            return false;
        }

        if (options.Endpoint is not null)
        {
            configuration.AddInMemoryCollection([new(TelemetryOptions.OtlpEndpoint, options.Endpoint)]);
        }

        if (options.Logs)
        {
            services.AddLogging(logging => logging.AddOpenTelemetry(export =>
            {
                export.IncludeFormattedMessage = true;
                export.SetResourceBuilder(Describe(ResourceBuilder.CreateDefault(), configuration));
                export.AddOtlpExporter();
            }));
        }

        if (options.Traces)
        {
            services.AddSingleton<IInterceptor, CommandActivities>();
        }

        services.AddSingleton(options).AddSingleton<BacklogMetrics>().AddHostedService<TelemetryService>();
        return true;
    }

    /// <summary>Who tells: <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> say it otherwise.</summary>
    internal static ResourceBuilder Describe(ResourceBuilder resource, IConfiguration configuration) =>
        resource.AddService(configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "dam", serviceVersion: DamTelemetry.Version).AddEnvironmentVariableDetector();
}
