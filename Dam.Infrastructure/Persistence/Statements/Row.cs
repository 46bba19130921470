namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>
/// The row at which a query stands, by column from 0. Not the plain data reader: reading columns is the larger part of a query's cost, and each provider has its
/// own shortest way.
/// </summary>
internal abstract class Row
{
    public abstract bool IsNull(int column);

    public abstract long Number(int column);

    public abstract string Text(int column);

    public abstract Guid Id(int column);

    public abstract byte[] Bytes(int column);

    public int Int(int column) => (int)Number(column);

    public virtual bool Flag(int column) => Number(column) != 0;

    public DateTimeOffset Instant(int column) => new(Number(column), TimeSpan.Zero);

    public virtual string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);
}
