using Dam.Domain.Purges;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Purges;

/// <summary>Keys that one call asks a cache to forget, under a lease. What is asked for anew meanwhile loses the lease, and so is not confirmed by this call.</summary>
internal sealed record PurgeBatch(Guid LeaseId, IReadOnlyList<PurgeBatch.Entry> Entries)
{
    public IReadOnlyList<string> Keys { get; } = [.. Entries.Select(entry => entry.Key)];

    internal sealed record Entry(Guid Id, string Key, DateTimeOffset AskedAt, bool IsFirst);
}

/// <summary>Keeps what was asked of the caches in front until each has confirmed it, and hands it out under leases: any node may ask for any other, and a dead one's calls are made again.</summary>
internal sealed class PurgeTable(Database database, IEnumerable<IPurger> purgers, TimeProvider time)
{
    /// <summary>A comment in its statements, so that whoever reads a log of them knows whose they are. EF Core leaves it out of updates.</summary>
    public const string Tag = "purges";

    private static readonly Sql Comment = new($"-- {Tag}\n\n");

    private static readonly Sql Purges = new("\"Purges\"");

    /// <summary>Rows of one statement of the sweep.</summary>
    private const int Portion = 1000;

    private readonly IReadOnlyList<string> _targets = [.. purgers.Select(purger => purger.Target)];

    /// <summary>Asks every cache to forget copies, in the unit of work whose change makes them wrong. False where there is nothing to ask.</summary>
    public async Task<bool> AskAsync(DamDbContext context, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        if (_targets.Count == 0 || keys.Count == 0)
        {
            return false;
        }

        var now = time.GetUtcNow();
        var ids = await database.LockAsync(
            context,
            Purges,
            statement =>
            {
                statement.Dialect.AppendIn(statement, new Sql("t.\"Key\""), keys);
                statement.Append($" AND ");
                statement.Dialect.AppendIn(statement, new Sql("t.\"Target\""), _targets);
            },
            ct);
        var known = ids.Count == 0 ? [] : await SelectAsync(context, ids, ct);
        foreach (var (target, key) in _targets.SelectMany(target => keys.Select(key => (target, key))))
        {
            if (known.TryGetValue((target, key), out var row))
            {
                row.Ask(now);
            }
            else
            {
                context.Purges.Add(new PurgeRow(target, key, now));
            }
        }

        return true;
    }

    /// <summary>When the next call to a cache is due, which may be in the past; null when there is nothing to ask.</summary>
    public async Task<DateTimeOffset?> NextAsync(string target, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var statement = new Statement(database.Dialect).Append(
            $"{Comment}SELECT MIN(p.\"DueAt\")\nFROM \"Purges\" AS p\nWHERE p.\"Target\" = {target} AND p.\"DueAt\" IS NOT NULL AND (p.\"LeaseUntil\" IS NULL OR p.\"LeaseUntil\" <= {now})");
        return (await database.QueryAsync(statement, static row => row.InstantOrNull(0), ct)).FirstOrDefault();
    }

    /// <summary>What is due, the oldest first, as much as one call takes; null when nothing is. What others claim at the same moment is passed over.</summary>
    public Task<PurgeBatch?> ClaimAsync(IPurger purger, TimeSpan lease) => database.AttemptAsync(
        async () =>
        {
            // Not cancelled: what is leased but not handed out would lie until the lease ends.
            using var turn = await database.EnterWriteAsync(CancellationToken.None);
            await using var context = database.OpenContext();
            await using var transaction = await context.Database.BeginTransactionAsync(CancellationToken.None);
            var now = time.GetUtcNow();
            var (hint, clause) = database.Dialect.RowLockOnFree;
            var statement = new Statement(database.Dialect).Append(
                $"{Comment}SELECT p.\"Id\", p.\"Key\", p.\"AskedAt\", p.\"Round\"\nFROM \"Purges\" AS p{hint}\nWHERE p.\"Target\" = {purger.Target} AND p.\"DueAt\" <= {now} AND (p.\"LeaseUntil\" IS NULL OR p.\"LeaseUntil\" <= {now})\nORDER BY p.\"DueAt\", p.\"Id\"");
            database.Dialect.AppendLimit(statement, purger.MostKeys);
            statement.Append($"{clause}");
            var entries = await database.QueryAsync(
                context, statement, static row => new PurgeBatch.Entry(row.Id(0), row.Text(1), row.Instant(2), IsFirst: row.Int(3) == 0), CancellationToken.None);
            if (entries.Count == 0)
            {
                return null;
            }

            var batch = new PurgeBatch(Guid.CreateVersion7(now), entries);
            var until = now + lease;
            await RowsOf(context, entries.Select(entry => entry.Id)).ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.LeaseId, batch.LeaseId)
                    .SetProperty(row => row.LeaseUntil, until)
                    .SetProperty(row => row.Attempts, row => row.Attempts + 1),
                CancellationToken.None);
            await transaction.CommitAsync(CancellationToken.None);
            return batch;
        },
        CancellationToken.None);

    /// <summary>The call goes on.</summary>
    public Task RenewAsync(PurgeBatch batch, TimeSpan lease, CancellationToken ct)
    {
        var until = time.GetUtcNow() + lease;
        return ChangeAsync(batch, rows => rows.ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), ct), ct);
    }

    /// <summary>The cache has confirmed it; it is asked again after these pauses.</summary>
    public Task ConfirmAsync(PurgeBatch batch, IReadOnlyList<TimeSpan> again)
    {
        var now = time.GetUtcNow();
        return ChangeAsync(
            batch,
            async rows =>
            {
                var rounds = await rows.Select(row => row.Round).Distinct().ToListAsync(CancellationToken.None);
                foreach (var round in rounds)
                {
                    DateTimeOffset? due = round < again.Count ? now + again[round] : null;
                    await rows.Where(row => row.Round == round && row.LeaseId == batch.LeaseId).ExecuteUpdateAsync(
                        set => set
                            .SetProperty(row => row.ConfirmedAt, row => row.ConfirmedAt ?? now)
                            .SetProperty(row => row.DueAt, due)
                            .SetProperty(row => row.Round, row => row.Round + 1)
                            .SetProperty(row => row.LastError, (string?)null)
                            .SetProperty(row => row.LeaseId, (Guid?)null)
                            .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
                        CancellationToken.None);
                }

                return rounds.Count;
            },
            CancellationToken.None);
    }

    /// <summary>The cache has not confirmed it, or was not asked.</summary>
    /// <param name="error">Null when nothing went wrong.</param>
    public Task GiveBackAsync(PurgeBatch batch, TimeSpan pause, string? error)
    {
        var due = time.GetUtcNow() + pause;
        var reason = error is null ? null : ErrorText.Shorten(error);
        return ChangeAsync(
            batch,
            rows => rows.ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.DueAt, due)
                    .SetProperty(row => row.LastError, row => reason ?? row.LastError)
                    .SetProperty(row => row.LeaseId, (Guid?)null)
                    .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null),
                CancellationToken.None),
            CancellationToken.None);
    }

    /// <summary>Deletes records of what was done before an instant, and what was asked before it of caches that are not asked any more: no copy lives that long.</summary>
    public async Task RemoveAsync(DateTimeOffset before, CancellationToken ct)
    {
        List<Guid> old;
        do
        {
            var statement = new Statement(database.Dialect).Append($"{Comment}SELECT p.\"Id\"\nFROM \"Purges\" AS p\nWHERE p.\"AskedAt\" < {before} AND (p.\"DueAt\" IS NULL OR NOT (");
            database.Dialect.AppendIn(statement, new Sql("p.\"Target\""), _targets);
            database.Dialect.AppendLimit(statement.Append($"))\nORDER BY p.\"AskedAt\", p.\"Id\""), Portion);
            old = await database.QueryAsync(statement, static row => row.Id(0), ct);
            if (old.Count > 0)
            {
                await database.AttemptAsync(
                    async () =>
                    {
                        using var turn = await database.EnterWriteAsync(ct);
                        await using var context = database.OpenContext();

                        // Unless it was asked for again meanwhile.
                        return await RowsOf(context, old).Where(row => row.AskedAt < before).ExecuteDeleteAsync(ct);
                    },
                    ct);
            }
        }
        while (old.Count == Portion);
    }

    /// <summary>Changes the rows of a batch that nobody has asked for anew, locked in the order in which all lock them.</summary>
    private Task<int> ChangeAsync(PurgeBatch batch, Func<IQueryable<PurgeRow>, Task<int>> change, CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            using var turn = await database.EnterWriteAsync(ct);
            await using var context = database.OpenContext();
            await using var transaction = await context.Database.BeginTransactionAsync(ct);
            var ids = batch.Entries.Select(entry => entry.Id).ToList();
            await database.LockAsync(context, Purges, ids, ct);
            var changed = await change(RowsOf(context, ids).Where(row => row.LeaseId == batch.LeaseId));
            await transaction.CommitAsync(ct);
            return changed;
        },
        ct);

    private async Task<Dictionary<(string Target, string Key), PurgeRow>> SelectAsync(DamDbContext context, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"Purges\" AS t WHERE ");
        database.Dialect.AppendIn(statement, new Sql("t.\"Id\""), ids);
        return await database.Select<PurgeRow>(context, statement).ToDictionaryAsync(row => (row.Target, row.Key), ct);
    }

    private static IQueryable<PurgeRow> RowsOf(DamDbContext context, IEnumerable<Guid> ids) => context.Purges.TagWith(Tag).Where(row => ids.Contains(row.Id));
}
