using System.Diagnostics;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Tests;

namespace Dam.Benchmarks.Imaging;

/// <summary>node <c>sharp</c> in a process of its own.</summary>
internal static class SharpPeer
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    /// <summary>Renders one size after the other; no numbers where sharp is not installed.</summary>
    public static async Task<Answer> RunAsync(string file, ImageFormat format, int quality, IEnumerable<int> widths)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "Dam.Benchmarks", "Imaging", "sharp");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "sharp")))
        {
            Console.WriteLine($"Without sharp: `npm install` in {folder} installs it.");
            return new Answer(double.NaN, double.NaN);
        }

        string[] arguments = ["render.mjs", file, format.ToString().ToLowerInvariant(), $"{quality}", string.Join(',', widths)];
        using var process = Process.Start(new ProcessStartInfo("node", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return JsonSerializer.Deserialize<Answer>(said, Names)!;
    }

    /// <param name="CpuMilliseconds">For one rendition.</param>
    /// <param name="Milliseconds">For all of them, by the clock.</param>
    public sealed record Answer(double CpuMilliseconds, double Milliseconds);
}
