using Dam.Domain.Channels;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Channels;

internal sealed class ChannelStore(Database database, DamDbContext context) : IChannelStore
{
    public async Task<Channel?> FindAsync(string key, CancellationToken ct)
    {
        if (!database.WritersAreAlone)
        {
            await database.LockAsync(context, new Sql("\"Channels\""), statement => statement.Append($"t.\"Key\" = {key}"), ct);
        }

        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"Channels\" WHERE \"Key\" = {key}");
        return await database.Select<Channel>(context, statement).SingleOrDefaultAsync(ct);
    }

    public async Task<IReadOnlySet<string>> FindKeysAsync(IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT h.\"Key\"\nFROM \"Channels\" AS h\nWHERE ");
        statement.Dialect.AppendIn(statement, new Sql("h.\"Key\""), keys);
        return (await database.QueryAsync(context, statement, static row => row.Text(0), ct)).ToHashSet(StringComparer.Ordinal);
    }

    public void Add(Channel channel) => context.Channels.Add(channel);
}
