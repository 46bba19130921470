using System.Diagnostics;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Tests;

namespace Dam.Benchmarks.Imaging;

/// <summary>node <c>sharp</c> in a process of its own.</summary>
internal static class SharpPeer
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    /// <summary>Renders one size after the other; null where sharp is not installed.</summary>
    public static Task<Answer>? Start(string file, ImageFormat format, int quality, IEnumerable<int> widths)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "Dam.Benchmarks", "Imaging", "sharp");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "sharp")))
        {
            Console.WriteLine($"Without sharp: `npm install` in {folder} installs it.");
            return null;
        }

        string[] arguments = ["render.mjs", file, format.ToString().ToLowerInvariant(), $"{quality}", string.Join(',', widths)];
        return RunAsync(new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true });
    }

    private static async Task<Answer> RunAsync(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Answer>(said, Names)!;
    }

    /// <param name="CpuMilliseconds">For one rendition.</param>
    /// <param name="Milliseconds">For all of them, by the clock.</param>
    public sealed record Answer(double CpuMilliseconds, double Milliseconds);
}
