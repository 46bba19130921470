using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using Dam.Benchmarks.Rows;
using Dam.Tests;

namespace Dam.Benchmarks.Starts;

/// <summary>How long a new process takes until it is ready, and until it has answered its first GraphQL request: as it is built, and compiled ahead as it is deployed.</summary>
internal static class StartBenchmark
{
    private const int Runs = 5;

    private const int Assets = 100_000;

    private static readonly (string Name, string Program)[] Builds =
    [
        ("plain build", Path.Combine(RepositoryRoot.Path, "Dam.Api", "bin", "Release", "net10.0", "Dam.Api.dll")),
        ("ReadyToRun", Path.Combine(RepositoryRoot.Path, "artifacts", "dam", "Dam.Api.dll")),
    ];

    public static async Task RunAsync()
    {
        if (Builds.FirstOrDefault(build => !File.Exists(build.Program)) is { Program: { } missing })
        {
            throw new InvalidOperationException($"{missing} is missing: ./run bench start makes it.");
        }

        using var seeded = await SeededData.CreateAsync(Assets);
        var folder = Directory.CreateTempSubdirectory("dam-start-").FullName;
        try
        {
            var (made, empty) = (0, $"--Dam:Data={Path.Combine(folder, "empty")}");
            var table = new ResultTable("medians in milliseconds", "plain, ready", "answered", "ReadyToRun, ready", "answered", "answered, ratio");
            await MeasureAsync(table, "no database yet", () => [$"--Dam:Data={Path.Combine(folder, (++made).ToString(CultureInfo.InvariantCulture))}"]);
            await MeasureAsync(table, "no assets", () => [empty]);
            await MeasureAsync(table, $"{Assets.ToString("N0", CultureInfo.InvariantCulture)} assets", () => seeded.Settings);
            table.Print();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>In turns, so that what else the machine does meets both; the first of each does not count.</summary>
    private static async Task MeasureAsync(ResultTable table, string catalogue, Func<string[]> settings)
    {
        var times = Builds.ToDictionary(build => build.Name, _ => new List<(double Ready, double Answered)>(), StringComparer.Ordinal);
        for (var run = 0; run <= Runs; run++)
        {
            foreach (var (name, program) in Builds)
            {
                var time = await StartAsync(program, settings());
                if (run > 0)
                {
                    times[name].Add(time);
                }
            }
        }

        var medians = Builds.Select(build => (Ready: Median(times[build.Name].Select(run => run.Ready)), Answered: Median(times[build.Name].Select(run => run.Answered)))).ToList();
        table.Add(catalogue, [
            .. medians.SelectMany(median => new[] { median.Ready, median.Answered }).Select(median => median.ToString("N0", CultureInfo.InvariantCulture)),
            (medians[1].Answered / medians[0].Answered).ToString("0.00", CultureInfo.InvariantCulture),
        ]);
    }

    private static async Task<(double Ready, double Answered)> StartAsync(string program, string[] settings)
    {
        using var http = new HttpClient { DefaultRequestHeaders = { { "Dam-Api-Key", SeededData.Key } } };
        var begin = Stopwatch.GetTimestamp();
        using var server = await SeededData.ServeAsync(program, settings);
        http.BaseAddress = new Uri($"http://127.0.0.1:{server.Port}");
        while (!await IsReadyAsync(http))
        {
            await Task.Delay(5);
        }

        var ready = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        using var answer = await http.PostAsJsonAsync("/graphql", new { query = "{ assets(first: 20) { nodes { id title status } } }" });
        var said = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.OK && !said.Contains("\"errors\"", StringComparison.Ordinal)
            ? (ready, Stopwatch.GetElapsedTime(begin).TotalMilliseconds)
            : throw new InvalidOperationException(said);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        using var response = await http.GetAsync("/health/ready");
        return response.IsSuccessStatusCode;
    }

    private static double Median(IEnumerable<double> times) => times.Order().ElementAt(Runs / 2);
}
