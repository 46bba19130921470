using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Execution;

namespace Dam.Benchmarks.GraphQL;

/// <summary>What it costs to watch a request: CPU of the process and allocation, in turns, without HTTP.</summary>
internal static class ObservationBenchmark
{
    private const int Rounds = 7;

    public static async Task RunAsync(Executor executor, string query, int times)
    {
        var request = new GraphQLRequest(query);
        var logging = new Executor(executor.Schema, new ExecutionOptions { SlowOperation = TimeSpan.FromMinutes(1) });
        Case[] cases =
        [
            new("nobody watches", executor, () => null),
            new("slow log", logging, () => null),
            new("metrics", executor, ListenToMetrics),
            new("activities", executor, ListenToActivities),
        ];
        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var one in cases)
            {
                using var listener = one.Listen();
                await one.MeasureAsync(request, times, isCounted: round > 0);
            }
        }

        Console.WriteLine($"{"",-16}{"CPU µs",8}{"KB alloc.",11}{"CPU ratio",11}");
        foreach (var one in cases)
        {
            Console.WriteLine($"{one.Name,-16}{one.Cpu,8:0.0}{one.Allocated / 1024,11:0.0}{one.Cpu / cases[0].Cpu,11:0.00}");
        }

        Console.WriteLine($"asking whether anybody watches: {IdleNanoseconds(request, times * 100):0} ns");
    }

    private static double IdleNanoseconds(GraphQLRequest request, int times)
    {
        var names = new OperationNames(100);
        IExecutionObserver[] observers = [new ActivityObserver(names), new MetricsObserver(meters: null, names, TimeProvider.System)];
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < times; i++)
        {
            if (Observation.Start(observers, request, TimeProvider.System) is not null)
            {
                throw new InvalidOperationException("Somebody watches.");
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / times;
    }

    private static MeterListener ListenToMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name is MetricsObserver.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, _, _) => { });
        listener.SetMeasurementEventCallback<long>((_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static ActivityListener ListenToActivities()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is ActivityObserver.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Case(string name, Executor executor, Func<IDisposable?> listen)
    {
        private readonly List<(double Cpu, double Allocated)> _rounds = [];

        public string Name { get; } = name;

        public Func<IDisposable?> Listen { get; } = listen;

        /// <summary>The median round.</summary>
        public double Cpu => _rounds.Select(round => round.Cpu).Order().ElementAt(_rounds.Count / 2);

        public double Allocated => _rounds.Select(round => round.Allocated).Order().ElementAt(_rounds.Count / 2);

        public async Task MeasureAsync(GraphQLRequest request, int times, bool isCounted)
        {
            using var process = Process.GetCurrentProcess();
            var cpu = process.TotalProcessorTime;
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < times; i++)
            {
                (await executor.ExecuteAsync(request)).Dispose();
            }

            process.Refresh();
            if (isCounted)
            {
                _rounds.Add(((process.TotalProcessorTime - cpu).TotalMicroseconds / times, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)times));
            }
        }
    }
}
