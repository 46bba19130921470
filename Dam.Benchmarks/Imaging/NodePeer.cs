using System.Diagnostics;
using System.Text.Json;
using Dam.Domain.Imaging;
using Dam.Tests;

namespace Dam.Benchmarks.Imaging;

/// <summary>A package of node that makes pictures, in a process of its own: <c>render.mjs</c> in the folder of its name.</summary>
internal sealed class NodePeer(string name)
{
    private static readonly JsonSerializerOptions Names = new(JsonSerializerDefaults.Web);

    public static NodePeer Sharp { get; } = new("sharp");

    public static NodePeer Ipx { get; } = new("ipx");

    /// <summary>Renders one size after the other; no numbers where the package is not installed.</summary>
    public async Task<Answer> RunAsync(string file, ImageFormat format, int quality, IEnumerable<int> widths)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "Dam.Benchmarks", "Imaging", name);
        if (!Directory.Exists(Path.Combine(folder, "node_modules", name)))
        {
            Console.WriteLine($"Without {name}: `npm ci` in {folder} installs it.");
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
