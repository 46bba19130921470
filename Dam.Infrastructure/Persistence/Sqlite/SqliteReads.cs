using System.Collections.Concurrent;
using Dam.Infrastructure.Persistence.Statements;
using Dam.Infrastructure.Telemetry;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// Connections that only read, each with the statements that it has prepared. Preparing one of a reader's statements costs about as much as running it, and reading through the
/// provider and EF Core as much again.
/// </summary>
internal sealed partial class SqliteReads(string path, ILogger logger) : IDisposable
{
    /// <summary>The event under which each statement is logged.</summary>
    public const int StatementEvent = 20;

    /// <summary>Reading is synchronous, so more than the cores are seldom in use.</summary>
    private static readonly int MostIdle = 2 * Environment.ProcessorCount;

    private readonly ConcurrentStack<SqliteReadConnection> _idle = [];
    private bool _isDisposed;

    public List<T> Query<T>(Statement statement, Func<Row, T> read, CancellationToken ct)
    {
        var text = statement.Text;
        LogStatement(logger, text);
        using var activity = CommandActivities.Start(text, "sqlite");
        var connection = _idle.TryPop(out var idle) ? idle : new SqliteReadConnection(path);
        var isWhole = false;
        try
        {
            var rows = connection.Query(text, statement.Values, read, ct);
            isWhole = true;
            return rows;
        }
        finally
        {
            // Whatever went wrong with it does not go wrong again.
            if (isWhole && !_isDisposed && _idle.Count < MostIdle)
            {
                _idle.Push(connection);
            }
            else
            {
                connection.Dispose();
            }
        }
    }

    public void Dispose()
    {
        _isDisposed = true;
        while (_idle.TryPop(out var connection))
        {
            connection.Dispose();
        }
    }

    /// <summary>What EF Core logs of its own.</summary>
    [LoggerMessage(StatementEvent, LogLevel.Debug, "{Statement}")]
    private static partial void LogStatement(ILogger logger, string statement);
}
