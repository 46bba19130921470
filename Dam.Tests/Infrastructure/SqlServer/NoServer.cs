using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dam.Tests.Infrastructure.SqlServer;

/// <summary>Lets commands come as far as the driver and answers them with nothing, for tests of what a server would be asked.</summary>
internal sealed class NoServer : DbCommandInterceptor, IDbConnectionInterceptor
{
    public const string ConnectionString = "Server=nowhere;Database=dam;Integrated Security=false";

    private readonly ConcurrentQueue<string> _commands = new();

    /// <summary>What was asked, and the type of each parameter.</summary>
    public string Commands => string.Join("\n\n", _commands);

    public InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => InterceptionResult.Suppress();

    public ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InterceptionResult.Suppress());

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(Keep(command, Answer(command))));

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(Keep(command, 0)));

    private T Keep<T>(DbCommand command, T answer)
    {
        var types = command.Parameters.Cast<SqlParameter>().Select(parameter => $"{parameter.ParameterName} {parameter.SqlDbType}({parameter.Size})");
        _commands.Enqueue($"-- {string.Join(", ", types)}\n{command.CommandText.Trim()}");
        return answer;
    }

    /// <summary>No rows; counts have one.</summary>
    private static DataTableReader Answer(DbCommand command)
    {
        using var table = new DataTable();
        table.Columns.Add("Count", typeof(int));
        table.Columns.Add("AnotherCount", typeof(int));
        table.Columns.Add("Least", typeof(long));
        if (command.CommandText.StartsWith("SELECT COUNT", StringComparison.Ordinal) || command.CommandText.StartsWith("SELECT (SELECT COUNT", StringComparison.Ordinal))
        {
            table.Rows.Add(0, 0);
        }

        return table.CreateDataReader();
    }
}
