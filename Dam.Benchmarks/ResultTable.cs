using System.Globalization;

namespace Dam.Benchmarks;

/// <summary>A block of RESULTS.md as it stands there: when and on what machine, and a table.</summary>
internal sealed class ResultTable(string what, params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public void Add(string name, params string[] cells) => _rows.Add([name, .. cells]);

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd}, {Environment.ProcessorCount} cores of {Processor()} (a load of {Load()} at the end, the benchmark's own included); {what}:"));
        Console.WriteLine();
        Print([" ", .. columns]);
        Print([.. Enumerable.Repeat("---", columns.Length + 1)]);
        _rows.ForEach(Print);
    }

    private static void Print(string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |".Replace("|   |", "| |", StringComparison.Ordinal));

    private static string Processor() => ValueOf("/proc/cpuinfo", line => line.StartsWith("model name", StringComparison.Ordinal) ? line[(line.IndexOf(':', StringComparison.Ordinal) + 2)..] : null);

    private static string Load() => ValueOf("/proc/loadavg", line => line.Split(' ')[0]);

    private static string ValueOf(string file, Func<string, string?> read) => (File.Exists(file) ? File.ReadLines(file).Select(read).FirstOrDefault(found => found is not null) : null) ?? "unknown";
}
