using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

/// <summary>What differs from provider to provider beyond what EF Core translates. One for the process; each fetch takes its own context from it.</summary>
internal abstract partial class Database(DatabaseOptions options, ILogger logger)
{
    public abstract Dialect Dialect { get; }

    /// <summary>Whether <see cref="EnterWriteAsync"/> lets in one at a time, so that nobody else writes while a transaction does.</summary>
    public abstract bool WritersAreAlone { get; }

    /// <summary>A context of the pool; disposing gives it back.</summary>
    public abstract DamDbContext OpenContext();

    /// <summary>Makes the database ready before anything else uses it: reachable, of this version's schema.</summary>
    public abstract Task PrepareAsync(CancellationToken ct);

    /// <summary>Waits until no other transaction holds this name, and holds it until the context's transaction ends: a lock on what has no row yet.</summary>
    public abstract Task LockNameAsync(DamDbContext context, string name, CancellationToken ct);

    /// <summary>The same for several names, each held in turn. In one order everywhere, so that nobody waits in a circle.</summary>
    public virtual async Task LockNamesAsync(DamDbContext context, IReadOnlyList<string> names, CancellationToken ct)
    {
        foreach (var name in names)
        {
            await LockNameAsync(context, name, ct);
        }
    }

    /// <summary>Whether a write failed because of what somebody else had written meanwhile: the same key, or the end of a row that this one names.</summary>
    protected abstract bool IsConflict(DbException failure);

    /// <summary>Whether nothing was written and the same may go well in a moment: a lost connection, a victim of a deadlock, a server that starts.</summary>
    protected abstract bool IsTransient(DbException failure);

    /// <summary>
    /// Why the database refused a piece of work that has changed nothing and will not go well by itself, as a sentence for callers: its disk is full, it takes no writes, somebody
    /// else holds it, it took too long. Null for any other failure.
    /// </summary>
    protected abstract string? RefusalOf(DbException failure);

    public bool IsConflict(Exception failure) => DatabaseFailureIn(failure) is { } found && IsConflict(found);

    /// <summary>Runs a statement on a connection of its own and reads every row.</summary>
    public virtual Task<List<T>> QueryAsync<T>(Statement statement, Func<Row, T> read, CancellationToken ct) => AttemptAsync(
        async () =>
        {
            await using var context = OpenContext();
            return await QueryAsync(context, statement, read, ct);
        },
        ct);

    /// <summary>Runs a statement on the context's connection, in its transaction if it has one.</summary>
    public async Task<List<T>> QueryAsync<T>(DamDbContext context, Statement statement, Func<Row, T> read, CancellationToken ct)
    {
        // Through EF Core's command, not the bare connection: interceptors, logs and traces see these statements like all others.
        var command = Compile(statement, context);
        var parameters = new RelationalCommandParameterObject(
            context.GetService<IRelationalConnection>(),
            parameterValues: null,
            readerColumns: null,
            context,
            context.GetService<IRelationalCommandDiagnosticsLogger>());
        var rows = new List<T>();
        await using var reader = await command.ExecuteReaderAsync(parameters, ct);
        var row = Dialect.RowOf(reader.DbDataReader);
        while (await reader.DbDataReader.ReadAsync(ct))
        {
            rows.Add(read(row));
        }

        return rows;
    }

    /// <summary>
    /// The entities of the rows that a statement selects whole, for changing. Where a text is asked for, this and not a condition in LINQ: the dialect writes texts as the columns
    /// keep them, which EF Core does not.
    /// </summary>
    [SuppressMessage("Security", "CA2100", Justification = "A Statement holds values as parameters only.")]
    public IQueryable<T> Select<T>(DamDbContext context, Statement statement)
        where T : class =>
        context.Set<T>().FromSqlRaw(statement.Text, [.. statement.Values.Select((value, i) => Dialect.CreateParameter(Statement.NameOf(i), value))]);

    public async Task<int> CountAsync(Statement statement, CancellationToken ct)
    {
        var rows = await QueryAsync(statement, static row => row.Int(0), ct);
        return rows[0];
    }

    [SuppressMessage("Security", "CA2100", Justification = "A Statement holds values as parameters only.")]
    private IRelationalCommand Compile(Statement statement, DamDbContext context)
    {
        var builder = context.GetService<IRelationalCommandBuilderFactory>().Create();
        builder.Append(statement.Text);
        for (var i = 0; i < statement.Values.Count; i++)
        {
            var name = Statement.NameOf(i);
            builder.AddRawParameter(name, Dialect.CreateParameter(name, statement.Values[i]));
        }

        return builder.Build();
    }
}
