using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence;

/// <summary>
/// What a unit of work finds it finds in order to change it. On servers it first locks the rows, so that writers of the same rows queue up instead of finding out at the end that
/// one of them has to begin again; what is read after the lock is what the last of them has committed.
/// </summary>
internal static class RowLocks
{
    /// <summary>Ids of the rows of <paramref name="table"/>, under the name <c>t</c>, for which the condition holds; locked in the order of their ids.</summary>
    public static Task<List<Guid>> LockAsync(this Database database, DamDbContext context, Sql table, Action<Statement> appendCondition, CancellationToken ct)
    {
        var (hint, clause) = database.Dialect.RowLock;
        var statement = new Statement(database.Dialect).Append($"SELECT t.\"Id\"\nFROM {table} AS t{hint}\nWHERE ");
        appendCondition(statement);
        statement.Append($"\nORDER BY t.\"Id\"{clause}");
        return database.QueryAsync(context, statement, static row => row.Id(0), ct);
    }

    public static Task LockAsync(this Database database, DamDbContext context, Sql table, IReadOnlyCollection<Guid> ids, CancellationToken ct) => database.WritersAreAlone
        ? Task.CompletedTask
        : database.LockAsync(context, table, statement => statement.Dialect.AppendIn(statement, new Sql("t.\"Id\""), ids), ct);

    public static Task LockAsync(this Database database, DamDbContext context, Sql table, Guid id, CancellationToken ct) => database.WritersAreAlone
        ? Task.CompletedTask
        : database.LockAsync(context, table, statement => statement.Append($"t.\"Id\" = {id}"), ct);
}
