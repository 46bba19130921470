using Dam.Domain.Assets;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetStore(Database database, DamDbContext context) : IAssetStore
{
    /// <summary>How many ids <see cref="FindByDigestAsync"/> gives at most.</summary>
    private const int MostDuplicates = 10;

    private static readonly Sql Assets = new("\"Assets\"");

    private static readonly Sql Versions = new("\"AssetVersions\"");

    public async Task<Asset?> FindAsync(Guid id, CancellationToken ct)
    {
        await database.LockAsync(context, Assets, id, ct);
        return await context.Assets.Include(asset => asset.Versions).SingleOrDefaultAsync(asset => asset.Id == id && asset.DeletedAt == null, ct);
    }

    public async Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct)
    {
        await database.LockAsync(context, Versions, versionId, ct);
        return await context.AssetVersions.FindAsync([versionId], ct);
    }

    public async Task<IReadOnlyList<Guid>> FindByDigestAsync(string digest, CancellationToken ct)
    {
        await database.LockNameAsync(context, $"digest:{digest}", ct);
        var dialect = database.Dialect;
        var statement = new Statement(dialect).Append(
            $"""
            SELECT a."Id"
            FROM "Assets" AS a
            WHERE a."DeletedAt" IS NULL AND EXISTS (SELECT 1 FROM "AssetVersions" AS v WHERE v."AssetId" = a."Id" AND v."Digest" = {digest})
            ORDER BY a."CreatedAt", a."Id"
            """);
        dialect.AppendLimit(statement, MostDuplicates);
        return await database.QueryAsync(context, statement, static row => row.Id(0), ct);
    }

    public void Add(Asset asset) => context.Assets.Add(asset);

    public async Task SaveFactsAsync(VersionFacts facts, CancellationToken ct)
    {
        if (await context.VersionFacts.FindAsync([facts.VersionId], ct) is { } kept)
        {
            kept.Found(facts.Technical, facts.Location);
        }
        else
        {
            context.VersionFacts.Add(facts);
        }
    }
}
