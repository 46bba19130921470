using System.Diagnostics;
using System.Globalization;
using Dam.Tests;
using Npgsql;

namespace Dam.Benchmarks.Rows;

/// <summary>A catalogue of a size, on SQLite or on a PostgreSQL, and the service over it. Gone when it is disposed of.</summary>
internal sealed class SeededData : IDisposable
{
    public const int Seed = 1;

    public const string Key = "administrator-key-for-benches";

    /// <summary>As a header, with the end of its line.</summary>
    public const string KeyHeader = $"Dam-Api-Key: {Key}\r\n";

    private const string StorefrontKey = "storefront-key-for-benches";

    /// <summary>The same of who sees only what is published.</summary>
    public const string StorefrontHeader = $"Dam-Api-Key: {StorefrontKey}\r\n";

    private const string Name = "dam_bench";

    public static readonly string Service = Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll");

    private readonly string? _server;

    private SeededData(string folder, string? server)
    {
        Folder = folder;
        _server = server;
    }

    public string Folder { get; }

    /// <summary>The file of the embedded database.</summary>
    public string Database => Path.Combine(Folder, "dam.db");

    /// <param name="server">A PostgreSQL as a connection string without a database; null for SQLite.</param>
    public static async Task<SeededData> CreateAsync(int assets, string? server = null)
    {
        var data = new SeededData(Directory.CreateTempSubdirectory("dam-bench-").FullName, server);
        data.OnServer($"CREATE DATABASE {Name}");
        var samples = Path.Combine(RepositoryRoot.Path, "samples");
        string[] arguments =
        [
            Service, "seed", "--assets", assets.ToString(CultureInfo.InvariantCulture), "--seed", Seed.ToString(CultureInfo.InvariantCulture), "--samples", samples, .. data.Settings,
        ];
        using var seed = Process.Start(new ProcessStartInfo("dotnet", arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = seed.StandardOutput.ReadToEndAsync();
        var said = await seed.StandardError.ReadToEndAsync();
        said += await output;
        await seed.WaitForExitAsync();
        if (seed.ExitCode != 0)
        {
            data.Dispose();
            throw new InvalidOperationException(said);
        }

        return data;
    }

    public Task<ServerProcess> ServeAsync() => ServeAsync(Service, Settings);

    /// <param name="service">The program, of whatever build.</param>
    /// <param name="settings">As its arguments.</param>
    public static Task<ServerProcess> ServeAsync(string service, string[] settings) => ServerProcess.StartAsync(
        "dotnet",
        port => [service, $"--urls=http://127.0.0.1:{port}", "--environment=Production", "--Logging:LogLevel:Default=Error", .. settings],
        _ => new(StringComparer.Ordinal) { ["Dam__Access__BootstrapKey"] = Key, ["Dam__Access__StorefrontKey"] = StorefrontKey });

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        OnServer($"DROP DATABASE {Name} WITH (FORCE)");
    }

    /// <summary>As arguments of the service.</summary>
    public string[] Settings => _server is null
        ? [$"--Dam:Data={Folder}"]
        : [$"--Dam:Data={Folder}", "--Dam:Database:Provider=PostgreSql", $"--Dam:Database:ConnectionString={_server};Database={Name}"];

    private void OnServer(string statement)
    {
        if (_server is not null)
        {
            using var source = NpgsqlDataSource.Create($"{_server};Database=postgres");
            using var command = source.CreateCommand(statement);
            command.ExecuteNonQuery();
        }
    }
}
