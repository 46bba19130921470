using System.Globalization;
using Dam.Infrastructure.Persistence.Nodes;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dam.Infrastructure.Persistence.PostgreSql;

/// <summary>
/// NOTIFY and LISTEN. Told after the commit on a connection of its own, never within: all transactions that notify commit one after the other, each with its sync of the disk. One connection of the
/// pool listens for as long as the node runs.
/// </summary>
internal sealed partial class PostgreSqlNews(NpgsqlDataSource source, ILogger logger)
{
    private const string Channel = "dam";

    /// <summary>After a message: those that come meanwhile are told together.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>After so much silence the connection is asked whether it is still there.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan BeforeReconnect = TimeSpan.FromSeconds(1);

    private readonly string _self = Guid.CreateVersion7().ToString("N");
    private readonly Lock _gate = new();
    private TaskCompletionSource _told = NewSource();
    private News _pending;

    public void Tell(News news)
    {
        lock (_gate)
        {
            _pending = new News(_pending.Jobs || news.Jobs, Math.Max(_pending.Head, news.Head));
            _told.TrySetResult();
        }
    }

    public Task RunAsync(Action<News> hear, CancellationToken ct) => Task.WhenAll(
        UntilAsync(SendAsync, ct),
        UntilAsync(token => ListenAsync(hear, token), ct));

    private async Task SendAsync(CancellationToken ct)
    {
        while (true)
        {
            await _told.Task.WaitAsync(ct);
            News news;
            lock (_gate)
            {
                (news, _pending, _told) = (_pending, default, NewSource());
            }

            await using var command = source.CreateCommand("SELECT pg_notify($1, $2)");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Channel });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = string.Create(CultureInfo.InvariantCulture, $"{_self} {(news.Jobs ? 1 : 0)} {news.Head}") });
            await command.ExecuteNonQueryAsync(ct);
            await Task.Delay(Pause, ct);
        }
    }

    private async Task ListenAsync(Action<News> hear, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, notification) => Hear(notification.Payload, hear);
        await using var listen = new NpgsqlCommand($"LISTEN {Channel}", connection);
        await listen.ExecuteNonQueryAsync(ct);

        // What was told before is lost.
        hear(new News(Unknown: true));
        await using var ask = new NpgsqlCommand("SELECT 1", connection);
        while (true)
        {
            if (!await connection.WaitAsync(Silence, ct))
            {
                await ask.ExecuteNonQueryAsync(ct);
            }
        }
    }

    /// <summary>Other messages than ours are none of our business: anybody who may connect may send some.</summary>
    private void Hear(string message, Action<News> hear)
    {
        if (message.Split(' ') is [var sender, var jobs, var head] && sender != _self && long.TryParse(head, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            hear(new News(jobs == "1", number));
        }
    }

    /// <summary>Runs it again when the database is lost. Nothing is lost with it: nodes look as well.</summary>
    private async Task UntilAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (NpgsqlException failure)
            {
                LogLost(logger, failure);
                await Task.Delay(BeforeReconnect, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(31, LogLevel.Debug, "The connection by which nodes tell each other what they write was lost; until it is back they find it by looking.")]
    private static partial void LogLost(ILogger logger, Exception failure);
}
