using System.Collections.Concurrent;
using System.Data.Common;
using Dam.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Infrastructure;

/// <summary>Keeps the text of every statement that runs.</summary>
internal sealed class StatementLog : DbCommandInterceptor, ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _statements = new();

    public IReadOnlyList<string> Statements => [.. _statements];

    /// <summary>The last query's values, each by the name that it has in the text; of SQLite's reads they are not told.</summary>
    public IReadOnlyList<(string Name, object? Value)> Values { get; private set; } = [];

    public void Clear() => _statements.Clear();

    /// <summary>Hears of statements through EF Core, and of SQLite's reads through what they log.</summary>
    public IServiceCollection AddTo(IServiceCollection services) => services
        .AddSingleton<IInterceptor>(this)
        .AddLogging(logging => logging.AddProvider(this).AddFilter<StatementLog>(level => level >= LogLevel.Debug));

    ILogger ILoggerProvider.CreateLogger(string categoryName) => categoryName == typeof(SqliteDatabase).FullName ? this : NullLogger.Instance;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == SqliteReads.StatementEvent)
        {
            _statements.Enqueue(formatter(state, exception));
        }
    }

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    void IDisposable.Dispose()
    {
    }

    public override InterceptionResult<DbDataReader> ReaderExecuting(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result)
    {
        _statements.Enqueue(command.CommandText);
        return result;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        _statements.Enqueue(command.CommandText);
        Values = [.. command.Parameters.Cast<DbParameter>().Select(parameter => (parameter.ParameterName, parameter.Value))];
        return ValueTask.FromResult(result);
    }

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        _statements.Enqueue(command.CommandText);
        return ValueTask.FromResult(result);
    }
}
