using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Likenesses;

internal sealed class LikenessReader(Database database, TimeProvider time) : ILikenessReader
{
    /// <summary>Versions, for each search, that are looked at: those with the most keys in common. About 900 among a million unlike pictures.</summary>
    private const int MostCandidates = 2000;

    private static readonly Sql[] Keys = [.. Enumerable.Range(0, Likeness.KeyCount).Select(key => new Sql($"l.\"Key{key}\""))];

    public async Task<IReadOnlyDictionary<Guid, Likeness>> FindAsync(Caller caller, IReadOnlyList<Guid> assetIds, CancellationToken ct)
    {
        if (assetIds.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return new Dictionary<Guid, Likeness>();
        }

        var statement = new Statement(database.Dialect).Append(
            $"SELECT l.\"AssetId\", l.\"Levels\"{Tables(caller).From}\nJOIN \"Likenesses\" AS l ON l.\"VersionId\" = {Tables(caller).VersionId}");
        AssetVisibility.AppendWhereById(statement, caller, time.GetUtcNow());
        statement.Append($"\n  AND ");
        statement.Dialect.AppendIn(statement, new Sql("a.\"Id\""), assetIds);
        var found = await database.QueryAsync(statement, static row => (AssetId: row.Id(0), Likeness: Likeness.Read(row.Bytes(1))), ct);
        return found.ToDictionary(pair => pair.AssetId, pair => pair.Likeness);
    }

    public async Task<IReadOnlyList<IReadOnlyList<SimilarAsset>>> SimilarAsync(
        Caller caller, IReadOnlyList<LikenessSearch> searches, int first, double minSimilarity, CancellationToken ct)
    {
        if (searches.Count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [.. searches.Select(_ => Array.Empty<SimilarAsset>())];
        }

        var wanted = searches.Select(search => (search.Except, Look: new LookAlikes(search.Likeness), Found: new List<SimilarAsset>())).ToList();
        var statement = new Statement(database.Dialect).Append($"SELECT l.\"AssetId\", l.\"Levels\"\nFROM (");
        AppendCandidates(statement, wanted.ConvertAll(search => search.Look));
        statement.Append(
            $"\n) AS k\nJOIN \"Likenesses\" AS l ON l.\"VersionId\" = k.\"VersionId\"\nJOIN \"Assets\" AS a ON a.\"Id\" = l.\"AssetId\" AND l.\"VersionId\" = {Tables(caller).VersionId}{Tables(caller).Versions}");
        AssetVisibility.AppendWhere(statement, caller, time.GetUtcNow());

        // Compared while they are read: candidates are many, and few are kept.
        await database.QueryAsync(
            statement,
            row =>
            {
                var (assetId, likeness) = (row.Id(0), Likeness.Read(row.Bytes(1)));
                foreach (var (except, look, found) in wanted)
                {
                    if (assetId != except && look.SimilarityOf(likeness) is var similarity && similarity >= minSimilarity)
                    {
                        found.Add(new SimilarAsset(assetId, similarity));
                    }
                }

                return assetId;
            },
            ct);
        return wanted.ConvertAll(search => (IReadOnlyList<SimilarAsset>)
            [.. search.Found.OrderByDescending(asset => asset.Similarity).ThenBy(asset => asset.AssetId).Take(first)]);
    }

    public async Task<IReadOnlyList<UnseenPicture>> MissingAsync(Guid? after, int atMost, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append(
            $"""
            SELECT v."Id", v."Region", v."Digest", v."MediaType"
            FROM "AssetVersions" AS v
            WHERE v."Processing" = {(int)ProcessingState.Ready} AND v."Width" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "Likenesses" AS l WHERE l."VersionId" = v."Id")
            """);
        if (after is { } last)
        {
            statement.Append($" AND v.\"Id\" > {last}");
        }

        statement.Append($"\nORDER BY v.\"Id\"");
        statement.Dialect.AppendLimit(statement, atMost);
        return await database.QueryAsync(statement, static row => new UnseenPicture(row.Id(0), row.Text(1), row.Text(2), row.Text(3)), ct);
    }

    private AssetTables Tables(Caller caller) => AssetTables.Of(database.Dialect, caller);

    /// <summary>Versions that have a key in common with one of the searches, those with the most first.</summary>
    private static void AppendCandidates(Statement statement, List<LookAlikes> looks)
    {
        statement.Append($"SELECT u.\"VersionId\"\nFROM (");
        for (var key = 0; key < Keys.Length; key++)
        {
            if (key > 0)
            {
                statement.Append($"\nUNION ALL ");
            }

            statement.Append($"SELECT l.\"VersionId\" FROM \"Likenesses\" AS l WHERE ");
            statement.Dialect.AppendIn(statement, Keys[key], [.. looks.SelectMany(look => look.Probes[key]).Distinct()]);
        }

        statement.Append($") AS u\nGROUP BY u.\"VersionId\"\nORDER BY COUNT(*) DESC, u.\"VersionId\" DESC");
        statement.Dialect.AppendLimit(statement, MostCandidates * looks.Count);
    }
}
