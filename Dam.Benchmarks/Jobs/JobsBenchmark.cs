using System.Diagnostics;
using System.Globalization;
using Dam.Benchmarks.Rows;
using Dam.Domain;
using Dam.Domain.Jobs;
using Dam.Infrastructure;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Benchmarks.Jobs;

/// <summary>How many jobs that do nothing one node does in a second: what the queue itself costs, two transactions a job.</summary>
internal static class JobsBenchmark
{
    private const int Jobs = 3_000;

    private const int Portion = 500;

    private static readonly int[] Places = [1, 2, 8];

    /// <param name="server">A PostgreSQL as a connection string without a database, to be measured as well; null for none.</param>
    public static async Task RunAsync(string? server)
    {
        var table = new ResultTable($"{Jobs} jobs, jobs/s", [.. Places.Select(places => $"{places} at a time")]);
        table.Add("SQLite", await MeasureAsync(server: null));
        if (server is not null)
        {
            table.Add("PostgreSQL", await MeasureAsync(server));
        }

        table.Print();
    }

    private static async Task<string[]> MeasureAsync(string? server)
    {
        using var data = await SeededData.CreateAsync(assets: 10, server);
        var configuration = new ConfigurationBuilder().AddCommandLine(data.Settings).Build();
        await using var services = new ServiceCollection()
            .AddLogging().AddSingleton<IConfiguration>(configuration).AddDamInfrastructure(configuration).BuildServiceProvider();
        await services.PrepareDatabaseAsync(CancellationToken.None);
        var rates = new List<string>();
        foreach (var places in Places)
        {
            await EnqueueAsync(services.GetRequiredService<IUnitsOfWork>());
            rates.Add((await WorkAsync(services, places)).ToString("N0", CultureInfo.InvariantCulture));
        }

        return [.. rates];
    }

    private static async Task EnqueueAsync(IUnitsOfWork units)
    {
        for (var written = 0; written < Jobs; written += Portion)
        {
            await units.ChangeAsync(
                unit =>
                {
                    for (var i = 0; i < Portion; i++)
                    {
                        unit.Jobs.Enqueue(Nothing.JobKind, "");
                    }

                    return Task.FromResult(true);
                },
                CancellationToken.None);
        }
    }

    private static async Task<double> WorkAsync(ServiceProvider services, int places)
    {
        var nothing = new Nothing(places);
        using var worker = new JobWorker(
            services.GetRequiredService<JobTable>(), services.GetRequiredService<IUnitsOfWork>(), services.GetRequiredService<JobSignal>(), services.GetRequiredService<JobWatch>(), [nothing],
            new JobOptions(), TimeProvider.System, NullLogger<JobWorker>.Instance);
        var watch = Stopwatch.StartNew();
        await worker.StartAsync(CancellationToken.None);
        await nothing.Done;
        var elapsed = watch.Elapsed;
        await worker.StopAsync(CancellationToken.None);
        return Jobs / elapsed.TotalSeconds;
    }

    private sealed class Nothing(int places) : IJobHandler
    {
        public const string JobKind = "nothing";

        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public string Kind => JobKind;

        public int? Parallelism => places;

        public Task Done => _done.Task;

        public Task RunAsync(JobRun run, CancellationToken ct)
        {
            if (Interlocked.Increment(ref _runs) == Jobs)
            {
                _done.SetResult();
            }

            return Task.CompletedTask;
        }

        public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;
    }
}
