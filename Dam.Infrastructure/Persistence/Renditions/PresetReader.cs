using Dam.Domain.Access;
using Dam.Domain.Renditions;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Renditions;

internal sealed class PresetReader(Database database) : IPresetReader
{
    public Task<IReadOnlyList<PresetDetails>> AllAsync(Caller caller, CancellationToken ct) => SelectAsync(caller, statement => statement.Append($"\nORDER BY r.\"Name\""), ct);

    public async Task<IReadOnlyList<PresetDetails>> FindAsync(Caller caller, IReadOnlyList<string> names, CancellationToken ct) => names.Count == 0 ? [] : await SelectAsync(
        caller,
        statement =>
        {
            statement.Append($"\nWHERE ");
            statement.Dialect.AppendIn(statement, new Sql("r.\"Name\""), names);
        },
        ct);

    private async Task<IReadOnlyList<PresetDetails>> SelectAsync(Caller caller, Action<Statement> appendRest, CancellationToken ct)
    {
        if (!AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = new Statement(database.Dialect).Append($"SELECT r.\"Name\", r.\"Description\", r.\"Transform\", r.\"IsEager\"\nFROM \"RenditionPresets\" AS r");
        appendRest(statement);
        return await database.QueryAsync(statement, static row => new PresetDetails(row.Text(0), row.TextOrNull(1), TransformColumn.Read(row.Text(2)), row.Flag(3)), ct);
    }
}
