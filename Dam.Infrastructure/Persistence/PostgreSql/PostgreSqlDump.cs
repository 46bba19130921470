using System.Data;
using System.Diagnostics;
using System.Globalization;
using Dam.Infrastructure.Backups;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Dam.Infrastructure.Persistence.PostgreSql;

/// <summary>PostgreSQL by its own programs, <c>pg_dump</c> and <c>pg_restore</c>, at a snapshot that this process reads as well: the list of blobs is of the same moment as the rows.</summary>
internal sealed class PostgreSqlDump(DatabaseOptions options, Database database, NpgsqlDataSource source) : DatabaseDump
{
    public override string FileName => "database.pgdump";

    public override async Task<DumpFacts> WriteAsync(string path, Func<string, string, Task> blob, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);

        // The snapshot is this transaction's, which says nothing for as long as the dump takes.
        await using var patient = new NpgsqlCommand("SET LOCAL idle_in_transaction_session_timeout = 0", connection, transaction);
        await patient.ExecuteNonQueryAsync(ct);
        await using var export = new NpgsqlCommand("SELECT pg_export_snapshot()", connection, transaction);
        var snapshot = (string)(await export.ExecuteScalarAsync(ct))!;
        await RunAsync("pg_dump", ["--format=custom", "--no-owner", "--no-privileges", $"--snapshot={snapshot}", $"--file={path}"], ct);
        await using var context = database.OpenContext();
        return await ReadAsync(connection, transaction, context, blob, ct);
    }

    public override async Task<bool> IsEmptyAsync(CancellationToken ct)
    {
        await using var context = database.OpenContext();
        var creator = (IRelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
        return !await creator.ExistsAsync(ct) || !await creator.HasTablesAsync(ct);
    }

    public override async Task RestoreAsync(string path, CancellationToken ct)
    {
        await using (var context = database.OpenContext())
        {
            var creator = (IRelationalDatabaseCreator)context.GetService<IDatabaseCreator>();
            if (!await creator.ExistsAsync(ct))
            {
                await creator.CreateAsync(ct);
            }
        }

        var name = new NpgsqlConnectionStringBuilder(options.ConnectionString).Database!;
        await RunAsync("pg_restore", ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", $"--dbname={name}", path], ct);
    }

    /// <summary>The way to the server goes by the environment, where no list of processes shows the password.</summary>
    private async Task RunAsync(string program, string[] arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true };
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        foreach (var (name, value) in new[]
        {
            ("PGHOST", connection.Host), ("PGPORT", connection.Port.ToString(CultureInfo.InvariantCulture)), ("PGUSER", connection.Username), ("PGPASSWORD", connection.Password),
            ("PGDATABASE", connection.Database), ("PGPASSFILE", connection.Passfile), ("PGSSLROOTCERT", connection.RootCertificate), ("PGSSLCERT", connection.SslCertificate), ("PGSSLKEY", connection.SslKey),
            ("PGSSLMODE", NameOf(connection.SslMode)),
        })
        {
            if (!string.IsNullOrEmpty(value))
            {
                start.Environment[name] = value;
            }
        }

        using var process = Start(start);
        var said = await process.StandardError.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        if (process.ExitCode != 0)
        {
            throw new BackupException($"{program} failed: {said.Trim()}");
        }
    }

    /// <summary>As libpq spells it.</summary>
    private static string NameOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new BackupException($"{start.FileName} could not be started: {missing.Message} Install PostgreSQL's client programs, of the server's version or newer (Debian: postgresql-client).", missing);
        }
    }
}
