using System.Globalization;

namespace Dam.Tests;

/// <summary>The most memory that was resident so far (Linux: <c>VmHWM</c>, in KiB). The benchmarks use it as well.</summary>
internal static class PeakMemory
{
    /// <summary>In bytes, of a process and of each that it has started and that is there still.</summary>
    public static long Of(int process) => OfOne(process.ToString(CultureInfo.InvariantCulture)) + Directory.EnumerateDirectories($"/proc/{process}/task")
        .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Sum(OfOne);

    /// <summary>None, if it has ended.</summary>
    private static long OfOne(string process)
    {
        try
        {
            return File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)) is { } line
                ? 1024 * long.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
