using Dam.Domain.Assets;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Assets;

internal sealed class AssetStore(Database database, DamDbContext context) : IAssetStore
{
    private static readonly Sql Assets = new("\"Assets\"");

    private static readonly Sql Versions = new("\"AssetVersions\"");

    public async Task<Asset?> FindAsync(Guid id, bool evenDeleted, CancellationToken ct)
    {
        await database.LockAsync(context, Assets, id, ct);
        return await context.Assets.Include(asset => asset.Versions).SingleOrDefaultAsync(asset => asset.Id == id && (evenDeleted || asset.DeletedAt == null), ct);
    }

    public async Task<IReadOnlyList<Asset>> FindForDescriptionAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        await database.LockAsync(context, Assets, ids, ct);
        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"Assets\" WHERE ");
        statement.Dialect.AppendIn(statement, new Sql("\"Id\""), ids);
        return await database.Select<Asset>(context, statement).Where(asset => asset.DeletedAt == null).ToListAsync(ct);
    }

    public async Task<IReadOnlyList<Asset>> FindAlternatesAsync(IReadOnlyCollection<Guid> groups, CancellationToken ct)
    {
        if (!database.WritersAreAlone)
        {
            await database.LockAsync(context, Assets, statement => statement.Dialect.AppendIn(statement, new Sql("t.\"AlternatesId\""), groups), ct);
        }

        var statement = new Statement(database.Dialect).Append($"SELECT * FROM \"Assets\" WHERE ");
        statement.Dialect.AppendIn(statement, new Sql("\"AlternatesId\""), groups);
        return await database.Select<Asset>(context, statement).Where(asset => asset.DeletedAt == null).ToListAsync(ct);
    }

    public async Task<AssetVersion?> FindVersionAsync(Guid versionId, CancellationToken ct)
    {
        await database.LockAsync(context, Versions, versionId, ct);
        return await context.AssetVersions.FindAsync([versionId], ct);
    }

    public async Task<IReadOnlyList<AssetVersion>> FindVersionsAsync(string digest, CancellationToken ct)
    {
        var versions = new List<AssetVersion>();
        foreach (var id in await database.LockAsync(context, Versions, statement => statement.Append($"t.\"Digest\" = {digest}"), ct))
        {
            versions.Add((await context.AssetVersions.FindAsync([id], ct))!);
        }

        return versions;
    }

    public async Task<IReadOnlyList<(string Digest, Guid AssetId)>> FindByDigestAsync(IReadOnlyCollection<string> digests, CancellationToken ct)
    {
        await database.LockNamesAsync(context, [.. digests.Select(LockOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], ct);
        var dialect = database.Dialect;
        var statement = new Statement(dialect).Append(
            $"""
            SELECT k."Value",
              (SELECT v."AssetId"
              FROM "AssetVersions" AS v
              JOIN "Assets" AS a ON a."Id" = v."AssetId" AND a."DeletedAt" IS NULL
              WHERE v."Digest" = k."Value"
              ORDER BY v."AssetId"
            """);
        dialect.AppendLimit(statement, 1);
        statement.Append($"\n  ) AS \"AssetId\"\nFROM ");
        dialect.AppendTexts(statement, digests);
        var found = await database.QueryAsync(context, statement, static row => (Digest: row.Text(0), AssetId: row.IsNull(1) ? (Guid?)null : row.Id(1)), ct);
        return [.. found.Where(row => row.AssetId is not null).Select(row => (row.Digest, row.AssetId!.Value))];
    }

    public async Task<IReadOnlyList<Asset>> FindDeletedAsync(DateTimeOffset before, int atMost, CancellationToken ct)
    {
        var (hint, clause) = database.Dialect.RowLockOnFree;
        var statement = new Statement(database.Dialect).Append($"SELECT t.* FROM {Assets} AS t{hint} WHERE t.\"DeletedAt\" IS NOT NULL AND t.\"DeletedAt\" <= {before}\nORDER BY t.\"DeletedAt\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return await database.Select<Asset>(context, statement.Append($"{clause}")).ToListAsync(ct);
    }

    public void Add(Asset asset) => context.Assets.Add(asset);

    public void Remove(Asset asset) => context.Assets.Remove(asset);

    /// <summary>By two digits, not by the whole digest: servers keep so many locks and no more, and a thousand digests come at once.</summary>
    private static string LockOf(string digest) => $"digest:{digest[..2]}";

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

    public async Task SaveTextAsync(Guid versionId, string text, CancellationToken ct)
    {
        var facts = await context.VersionFacts.FindAsync([versionId], ct);
        if (facts is null)
        {
            facts = new VersionFacts(versionId, "{}", location: null);
            context.VersionFacts.Add(facts);
        }

        facts.Read(text);
    }
}
