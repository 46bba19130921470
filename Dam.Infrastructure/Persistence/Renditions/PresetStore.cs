using Dam.Domain.Renditions;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Renditions;

internal sealed class PresetStore(Database database, DamDbContext context) : IPresetStore
{
    public async Task<RenditionPreset?> FindAsync(string name, CancellationToken ct)
    {
        if (!database.WritersAreAlone)
        {
            await database.LockAsync(context, new Sql("\"RenditionPresets\""), statement => statement.Append($"t.\"Name\" = {name}"), ct);
        }

        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"RenditionPresets\" WHERE \"Name\" = {name}");
        return await database.Select<RenditionPreset>(context, statement).SingleOrDefaultAsync(ct);
    }

    public Task<int> CountAsync(CancellationToken ct) => context.RenditionPresets.CountAsync(ct);

    public Task<bool> AnyEagerAsync(CancellationToken ct) => context.RenditionPresets.AnyAsync(preset => preset.IsEager, ct);

    public void Add(RenditionPreset preset) => context.RenditionPresets.Add(preset);

    public void Remove(RenditionPreset preset) => context.RenditionPresets.Remove(preset);
}
