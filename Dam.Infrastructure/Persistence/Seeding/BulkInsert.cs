namespace Dam.Infrastructure.Persistence.Seeding;

/// <summary>Puts many rows into tables, each database by its fastest way. All of it happens in the context's transaction.</summary>
internal abstract class BulkInsert
{
    /// <summary>Before the first row.</summary>
    /// <param name="context">Has a transaction.</param>
    /// <param name="tables">That rows will be put into.</param>
    public virtual Task BeginAsync(DamDbContext context, IReadOnlyList<string> tables, CancellationToken ct) => Task.CompletedTask;

    /// <param name="context">Has a transaction.</param>
    /// <param name="table">Its name.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="rows">The columns' values: strings, integers, Booleans, byte arrays, <see cref="Guid"/>s and nulls. An array is used again for the next row.</param>
    public abstract Task InsertAsync(DamDbContext context, string table, IReadOnlyList<string> columns, IEnumerable<object?[]> rows, CancellationToken ct);

    /// <summary>After the last row.</summary>
    public virtual Task EndAsync(DamDbContext context, CancellationToken ct) => Task.CompletedTask;
}
