using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Options;

namespace Dam.Api.Hosting;

/// <summary>
/// Ends the service so that nobody loses an answer. SIGTERM: <c>/health/ready</c> says 503 and connections are not kept, while requests are still taken for <see cref="ShutdownOptions.Delay"/>; then no connection is
/// taken, subscriptions are told to come again elsewhere, and requests that run have <see cref="ShutdownOptions.Timeout"/>. Jobs and the sequencer end after the last request: who waits for one still gets it.
/// SIGINT, and a second SIGTERM, skip the delay.
/// </summary>
internal sealed partial class Shutdown(
    IHostApplicationLifetime application, IServer server, IOptions<ShutdownOptions> options, ILogger<Shutdown> logger) : IHostLifetime, IHostedLifecycleService, IDisposable
{
    /// <summary>Beyond the requests' own time: for jobs to be given back and transactions to end.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    private readonly List<PosixSignalRegistration> _signals = [];
    private int _begun;

    public bool HasBegun => Volatile.Read(ref _begun) != 0;

    public static void Add(IServiceCollection services)
    {
        services.AddOptions<ShutdownOptions>().BindConfiguration(ShutdownOptions.Section).Validated(options => options.Problems());
        services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>((host, options) => host.ShutdownTimeout = options.Value.Timeout + Rest);
        services.AddSingleton<Shutdown>();
        services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<Shutdown>());
        services.AddHostedService(provider => provider.GetRequiredService<Shutdown>());
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Begin(signal, options.Value.Delay)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Begin(signal, TimeSpan.Zero)));
        _signals.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, signal => Begin(signal, TimeSpan.Zero)));
        return Task.CompletedTask;
    }

    /// <summary>The first that is stopped, whoever asks for it. The server would wait for its requests as long as the host waits for everything.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _begun, 1);
        application.StopApplication();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(options.Value.Timeout);
        await server.StopAsync(limit.Token);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _signals.ForEach(signal => signal.Dispose());

    private void Begin(PosixSignalContext signal, TimeSpan delay)
    {
        signal.Cancel = true;
        if (Interlocked.Exchange(ref _begun, 1) != 0 || delay == TimeSpan.Zero)
        {
            application.StopApplication();
            return;
        }

        LogDelayed(logger, delay);
        _ = StopAfterAsync(delay);
    }

    private async Task StopAfterAsync(TimeSpan delay)
    {
        await Task.Delay(delay, application.ApplicationStopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        application.StopApplication();
    }

    [LoggerMessage(1, LogLevel.Information, "Asked to stop: no longer ready, and new connections are refused in {Delay}.")]
    private static partial void LogDelayed(ILogger logger, TimeSpan delay);
}
