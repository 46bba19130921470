using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dam.Infrastructure.Telemetry;

/// <summary>
/// Each command as a span of its own when it is over, for drivers that tell nothing themselves; Npgsql does. Statements hold no values, so their text is safe to send.
/// </summary>
internal sealed class CommandActivities : DbCommandInterceptor
{
    public override ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        Tell(command, eventData.StartTime, eventData.Duration, failure: null);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<int> NonQueryExecutedAsync(DbCommand command, CommandExecutedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        Tell(command, eventData.StartTime, eventData.Duration, failure: null);
        return ValueTask.FromResult(result);
    }

    public override ValueTask<object?> ScalarExecutedAsync(DbCommand command, CommandExecutedEventData eventData, object? result, CancellationToken cancellationToken = default)
    {
        Tell(command, eventData.StartTime, eventData.Duration, failure: null);
        return ValueTask.FromResult(result);
    }

    public override Task CommandFailedAsync(DbCommand command, CommandErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Tell(command, eventData.StartTime, eventData.Duration, eventData.Exception);
        return Task.CompletedTask;
    }

    /// <summary>A statement that is run past EF Core; null when nobody listens.</summary>
    public static Activity? Start(string text, string system) => DamTelemetry.Source.StartActivity(NameOf(text), ActivityKind.Client)?.SetTag("db.system.name", system).SetTag("db.query.text", text);

    private static void Tell(DbCommand command, DateTimeOffset start, TimeSpan duration, Exception? failure)
    {
        if (!DamTelemetry.Source.HasListeners() || SystemOf(command) is not { } system)
        {
            return;
        }

        using var activity = DamTelemetry.Source.StartActivity(NameOf(command.CommandText), ActivityKind.Client, parentContext: default, startTime: start);
        activity?.SetTag("db.system.name", system).SetTag("db.query.text", command.CommandText).SetEndTime((start + duration).UtcDateTime);
        if (failure is not null)
        {
            activity?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", failure.GetType().Name);
        }
    }

    private static string? SystemOf(DbCommand command) => command switch
    {
        Microsoft.Data.Sqlite.SqliteCommand => "sqlite",
        Microsoft.Data.SqlClient.SqlCommand => "microsoft.sql_server",
        _ => null,
    };

    /// <summary>The first word; comments of a statement's writer come before it.</summary>
    private static string NameOf(string text)
    {
        var from = 0;
        while (text.AsSpan(from).StartsWith("--", StringComparison.Ordinal) || text.AsSpan(from).StartsWith("\n", StringComparison.Ordinal) || text.AsSpan(from).StartsWith("\r", StringComparison.Ordinal))
        {
            from = text.IndexOf('\n', from) + 1;
        }

        var words = text.AsSpan(from);
        var end = words.IndexOfAny(' ', '\n', ';');
        return (end < 0 ? words : words[..end]).ToString();
    }
}
