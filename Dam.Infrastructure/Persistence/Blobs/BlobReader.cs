using Dam.Domain.Blobs;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Blobs;

internal sealed class BlobReader(Database database) : IBlobReader
{
    private static readonly Sql Name = new("b.\"Region\", b.\"Digest\"");

    public Task<IReadOnlyList<(BlobName Name, bool IsForgotten)>> PageAsync(BlobName? after, int atMost, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append(
            $"SELECT {Name}, CASE WHEN b.\"CondemnedAt\" IS NULL AND NOT {BlobRegister.IsNamed} THEN 1 ELSE 0 END\nFROM \"Blobs\" AS b");
        if (after is { } last)
        {
            statement.Append($"\nWHERE b.\"Digest\" >= {last.Digest} AND (b.\"Digest\" > {last.Digest} OR b.\"Region\" > {last.Region})");
        }

        statement.Append($"\nORDER BY b.\"Digest\", b.\"Region\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return ListAsync(statement, static row => (Read(row), row.Int(2) == 1), ct);
    }

    public Task<IReadOnlyList<BlobName>> CondemnedAsync(DateTimeOffset until, int atMost, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append(
            $"SELECT {Name}\nFROM \"Blobs\" AS b\nWHERE b.\"CondemnedAt\" IS NOT NULL AND b.\"CondemnedAt\" <= {until}\nORDER BY b.\"CondemnedAt\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return ListAsync(statement, Read, ct);
    }

    public async Task<IReadOnlySet<BlobName>> KnownAsync(IReadOnlyCollection<BlobName> names, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT {Name}\nFROM \"Blobs\" AS b\nWHERE ");
        statement.Dialect.AppendIn(statement, new Sql("b.\"Digest\""), [.. names.Select(name => name.Digest)]);
        return (await database.QueryAsync(statement, Read, ct)).ToHashSet();
    }

    private async Task<IReadOnlyList<T>> ListAsync<T>(Statement statement, Func<Row, T> read, CancellationToken ct) => await database.QueryAsync(statement, read, ct);

    private static BlobName Read(Row row) => new(row.Text(0), row.Text(1));
}
