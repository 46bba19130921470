using System.Diagnostics;
using System.Globalization;
using Dam.Tests;

namespace Dam.Benchmarks.Rows;

/// <summary>A data folder with a catalogue of a size, and the service over it. Gone when it is disposed of.</summary>
internal sealed class SeededData : IDisposable
{
    public const string Key = "administrator-key-for-benches";

    /// <summary>As a header, with the end of its line.</summary>
    public const string KeyHeader = $"Dam-Api-Key: {Key}\r\n";

    private static readonly string Service = Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll");

    private SeededData(string path) => Folder = path;

    public string Folder { get; }

    public string Database => Path.Combine(Folder, "dam.db");

    public static async Task<SeededData> CreateAsync(int assets)
    {
        var data = new SeededData(Directory.CreateTempSubdirectory("dam-bench-").FullName);
        var samples = Path.Combine(RepositoryRoot.Path, "samples");
        string[] arguments = [Service, "seed", "--assets", assets.ToString(CultureInfo.InvariantCulture), "--samples", samples, $"--Dam:Data={data.Folder}"];
        using var seed = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = seed.StandardOutput.ReadToEndAsync();
        var said = await seed.StandardError.ReadToEndAsync();
        await output;
        await seed.WaitForExitAsync();
        return seed.ExitCode == 0 ? data : throw new InvalidOperationException(said);
    }

    public Task<ServerProcess> ServeAsync() => ServerProcess.StartAsync(
        "dotnet",
        port => [Service, $"--urls=http://127.0.0.1:{port}", "--environment=Production", "--Logging:LogLevel:Default=Error", $"--Dam:Data={Folder}"],
        _ => new(StringComparer.Ordinal) { ["Dam__Access__BootstrapKey"] = Key });

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
