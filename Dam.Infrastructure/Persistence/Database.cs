using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dam.Infrastructure.Persistence;

/// <summary>What differs from provider to provider beyond what EF Core translates. One for the process; each fetch takes its own context from it.</summary>
internal abstract class Database
{
    public abstract Dialect Dialect { get; }

    /// <summary>A context of the pool; disposing gives it back.</summary>
    public abstract DamDbContext OpenContext();

    /// <summary>Makes the database ready before anything else uses it: reachable, of this version's schema.</summary>
    public abstract Task PrepareAsync(CancellationToken ct);

    /// <summary>Waits, without holding a thread, until a transaction that writes may begin; disposing lets the next one in.</summary>
    public abstract ValueTask<IDisposable> EnterWriteAsync(CancellationToken ct);

    /// <summary>Whether a write failed because somebody else had written the same key.</summary>
    public abstract bool IsConflict(DbException failure);

    /// <summary>Runs a statement on a connection of its own and reads every row.</summary>
    public async Task<List<T>> QueryAsync<T>(Statement statement, Func<Row, T> read, CancellationToken ct)
    {
        await using var context = OpenContext();
        return await QueryAsync(context, statement, read, ct);
    }

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
