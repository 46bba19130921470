using Dam.Domain;
using Dam.Infrastructure.Persistence.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>What nodes hear of each other through the database.</summary>
internal abstract partial class Database
{
    /// <summary>The newest migration of the database when it is newer than this version; null when it is not.</summary>
    private volatile string? _newerSchema;

    private string? _newestKnown;

    /// <summary>Waits, without holding a thread, until a transaction that writes may begin; disposing lets the next one in. Nobody writes to a schema that this version does not know.</summary>
    public ValueTask<IDisposable> EnterWriteAsync(CancellationToken ct) => _newerSchema is { } migration
        ? throw new DatabaseUnavailableException(Refusals.Newer, mayBeWritten: false, new InvalidOperationException($"{Place} has the migration \"{migration}\", which this version does not know."))
        : EnterTurnAsync(ct);

    /// <summary>As above, whatever the schema.</summary>
    protected abstract ValueTask<IDisposable> EnterTurnAsync(CancellationToken ct);

    /// <summary>Takes note of the database's newest migration: another node, of a newer version, may have brought it there since this one started.</summary>
    public void SeeSchema(string newest)
    {
        if (_newestKnown is null)
        {
            using var context = OpenContext();
            _newestKnown = context.Database.GetMigrations().Last();
        }

        var newer = string.CompareOrdinal(newest, _newestKnown) > 0 ? newest : null;
        if (newer is not null && _newerSchema is null)
        {
            LogNewer(logger, Place, newer);
        }

        _newerSchema = newer;
    }

    /// <summary>Sets this node's clock by the database's, where nodes may be on several machines.</summary>
    public virtual Task KeepTimeAsync(CancellationToken ct) => Task.CompletedTask;

    /// <summary>Tells other nodes, where the provider can. Returns at once; what gets lost they find by looking.</summary>
    public virtual void Tell(News news)
    {
    }

    /// <summary>Hears what other nodes have written until it is cancelled, where the provider tells.</summary>
    public virtual Task ListenAsync(Action<News> hear, CancellationToken ct) => Task.Delay(Timeout.Infinite, ct);

    [LoggerMessage(13, LogLevel.Error, "{Place} was brought to a newer version of Dam (\"{Migration}\") while this node ran. It changes nothing any more: stop it, and start that version.")]
    private static partial void LogNewer(ILogger logger, string place, string migration);
}
