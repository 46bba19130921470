using Dam.Domain.Access;
using Dam.Domain.Channels;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Channels;

internal sealed class ChannelReader(Database database) : IChannelReader
{
    public Task<IReadOnlyList<ChannelDetails>> AllAsync(Caller caller, CancellationToken ct) => SelectAsync(caller, statement => statement.Append($"\nORDER BY h.\"Key\""), ct);

    public Task<IReadOnlyList<ChannelDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct) => SelectAsync(
        caller,
        statement =>
        {
            statement.Append($"\nWHERE ");
            statement.Dialect.AppendIn(statement, new Sql("h.\"Id\""), ids);
        },
        ct);

    public Task<IReadOnlyList<ChannelDetails>> FindByKeyAsync(Caller caller, IReadOnlyList<string> keys, CancellationToken ct) => SelectAsync(
        caller,
        statement =>
        {
            statement.Append($"\nWHERE ");
            statement.Dialect.AppendIn(statement, new Sql("h.\"Key\""), keys);
        },
        ct);

    private async Task<IReadOnlyList<ChannelDetails>> SelectAsync(Caller caller, Action<Statement> appendRest, CancellationToken ct)
    {
        if (!AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = new Statement(database.Dialect).Append($"SELECT h.\"Id\", h.\"Key\", h.\"Name\", h.\"Slots\"\nFROM \"Channels\" AS h");
        appendRest(statement);
        return await database.QueryAsync(statement, static row => new ChannelDetails(row.Id(0), row.Text(1), row.Text(2), SlotsColumn.Read(row.Text(3))), ct);
    }
}
