using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dam.Infrastructure.Telemetry;

/// <summary>
/// Listens to what the parts tell, from before the first of them starts until after the last has stopped, and sends it. The parts tell it by .NET's own means: no package instruments them.
/// </summary>
internal sealed class TelemetryService(TelemetryOptions options, IConfiguration configuration, BacklogMetrics backlogs) : IHostedLifecycleService, IDisposable
{
    private static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http", "Npgsql", "Azure.*", "Dam.GraphQL", DamTelemetry.Name];

    private static readonly string[] Meters =
    [
        "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Routing", "System.Runtime", "System.Net.Http", "System.Net.NameResolution",
        "Npgsql", "Microsoft.EntityFrameworkCore", "Dam.GraphQL", DamTelemetry.Name,
    ];

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddSource(Sources)
                .AddProcessor(new PollsLeftOut())
                .AddOtlpExporter()
                .Build();
        }

        if (options.Metrics)
        {
            _metrics = Sdk.CreateMeterProviderBuilder()
                .ConfigureServices(services => services.AddSingleton(configuration))
                .ConfigureResource(Describe)
                .AddMeter(Meters)
                .AddOtlpExporter()
                .Build();
        }

        return Task.CompletedTask;
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Metrics)
        {
            await backlogs.StartAsync(cancellationToken);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => backlogs.StopAsync(cancellationToken);

    /// <summary>What was told until now is sent: disposing waits for it, some seconds at most.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.Run(Dispose, cancellationToken);

    public void Dispose()
    {
        Interlocked.Exchange(ref _traces, null)?.Dispose();
        Interlocked.Exchange(ref _metrics, null)?.Dispose();
    }

    private void Describe(ResourceBuilder resource) => TelemetryRegistration.Describe(resource, configuration);

    /// <summary>A call to somewhere that nothing has caused is a look whether there is something to do, some of them each second.</summary>
    private sealed class PollsLeftOut : BaseProcessor<Activity>
    {
        public override void OnStart(Activity data)
        {
            if (data is { Kind: ActivityKind.Client, ParentId: null })
            {
                data.IsAllDataRequested = false;
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
