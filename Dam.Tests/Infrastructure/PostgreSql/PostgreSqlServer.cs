using System.Diagnostics;
using Npgsql;

[assembly: AssemblyFixture(typeof(Dam.Tests.Infrastructure.PostgreSql.PostgreSqlServerEnd))]

namespace Dam.Tests.Infrastructure.PostgreSql;

/// <summary>
/// A PostgreSQL of this test run, from the system's package, on a free port of the loopback, its data in a folder that goes with it. Each database is a copy of one that was
/// migrated once. The server's own order of texts is that of English (ICU), so that a column which forgets its collation shows.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private const string Superuser = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly Lazy<Task<PostgreSqlServer>> SharedServer = new(StartAsync);

    private readonly string _folder;
    private readonly Func<Process> _start;
    private readonly int _port;
    private readonly Lazy<Task<string>> _template;
    private Process _process;
    private int _databases;

    private PostgreSqlServer(string folder, Func<Process> start, int port)
    {
        (_folder, _start, _process, _port) = (folder, start, start(), port);
        _template = new Lazy<Task<string>>(MakeTemplateAsync);
    }

    /// <summary>Started by the first test that asks.</summary>
    public static Task<PostgreSqlServer> SharedAsync() => SharedServer.Value;

    /// <summary>The shared one, if a test has asked for it.</summary>
    public static Task<PostgreSqlServer>? Started => SharedServer.IsValueCreated ? SharedServer.Value : null;

    /// <summary>One of its own, for a test that stops it.</summary>
    public static async Task<PostgreSqlServer> StartAsync()
    {
        var programs = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin")).FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")))
            : null;
        Assert.True(programs is not null, "PostgreSQL is missing: ./run test installs it, or apt-get install postgresql.");
        var folder = Directory.CreateTempSubdirectory("dam-postgres-").FullName;
        var data = Path.Combine(folder, "data");
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", Superuser, folder);
        }

        await RunAsync(
            Path.Combine(programs, "initdb"),
            "--pgdata", data, "--username", Superuser, "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--locale-provider", "icu", "--icu-locale", "en-US", "--no-sync");
        var port = FreePort.Next();
        string[] settings =
        [
            $"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off",
            "shared_buffers=64MB", "max_connections=300", "logging_collector=off", "log_min_messages=panic",
        ];
        var server = new PostgreSqlServer(
            folder, () => Start(Path.Combine(programs, "postgres"), ["-D", data, .. settings.SelectMany(setting => new[] { "-c", setting })]), port);
        await server.WaitAsync();
        return server;
    }

    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = Superuser,
        Database = database,
        Timeout = 30,

        // Each test has a database, and so a pool, of its own; they share the server's connections.
        MaxPoolSize = 20,
    }.ConnectionString;

    /// <summary>The connection string of a new, migrated database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var template = await _template.Value;
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template}");
        return ConnectionString(name);
    }

    public Task DropDatabaseAsync(string connectionString) =>
        ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");

    /// <summary>Runs a statement as the superuser.</summary>
    public async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString(database)};Pooling=false");
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public async Task StopAsync()
    {
        // A fast shutdown: connections are cut, what is committed stays.
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        await kill.WaitForExitAsync(CancellationToken.None);
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    /// <summary>After a stop, on the same port and data.</summary>
    public Task ResumeAsync()
    {
        _process = _start();
        return WaitAsync();
    }

    private async Task<string> MakeTemplateAsync()
    {
        const string Name = "dam_template";
        await using var database = TestDatabase.Unprepared("PostgreSql", ConnectionString(Name));
        await database.PrepareAsync();
        return Name;
    }

    private async Task WaitAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                await ExecuteAsync("SELECT 1");
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && !patience.IsCancellationRequested)
            {
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = program.StartsWith('/') ? Start(program, arguments) : Process.Start(program, arguments);
        await process.WaitForExitAsync(CancellationToken.None);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.");
    }

    /// <summary>PostgreSQL refuses to run as root; its package has made a user for it.</summary>
    private static Process Start(string program, IEnumerable<string> arguments)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", "--reuid", Superuser, "--regid", Superuser, "--clear-groups", program, .. arguments]
            : [program, .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = "/",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}

/// <summary>Stops the shared server at the end of the run.</summary>
public sealed class PostgreSqlServerEnd : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        if (PostgreSqlServer.Started is { } started)
        {
            await (await started).DisposeAsync();
        }
    }
}
