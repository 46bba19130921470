using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>
/// What SQLite forgets with each connection. <c>synchronous = FULL</c> because an acknowledged change must survive a power cut: with WAL and NORMAL, SQLite syncs only at
/// checkpoints, and the last commits are lost. <c>busy_timeout</c> for the moments in which another tool (a backup) or the recovery after a process that died holds the file.
/// </summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    /// <summary>Connections are pooled and opened for each query; those below them are told once.</summary>
    private readonly ConditionalWeakTable<sqlite3, object> _told = [];

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData)
    {
        if (connection is SqliteConnection { Handle: { } handle } && _told.TryAdd(handle, this))
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 5000; PRAGMA synchronous = FULL;";
            command.ExecuteNonQuery();
        }
    }

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        ConnectionOpened(connection, eventData);
        return Task.CompletedTask;
    }
}
