using System.Text.Json;
using System.Text.Json.Nodes;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Execution;

namespace Dam.Api.Assets;

internal sealed class AssetById(Caller caller, IAssetReader reader, Needed<AssetColumns> needed) : BatchLoader<Guid, AssetDetails>
{
    /// <summary>The asset as it is after a change: what was loaded before was forgotten when the mutation began.</summary>
    public async ValueTask<AssetDetails?> AfterAsync(Outcome<AssetId> outcome) => outcome.Value is { } id ? await LoadAsync(id.Value) : null;

    protected override async Task<IReadOnlyDictionary<Guid, AssetDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindAsync(caller, keys, needed.Parts, ct)).ToDictionary(asset => asset.Id);
}

internal sealed class VersionById(Caller caller, IAssetReader reader) : BatchLoader<Guid, VersionDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, VersionDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindVersionsAsync(caller, keys, ct)).ToDictionary(version => version.Id);
}

internal sealed class AssetByDigest(Caller caller, IAssetReader reader, Needed<AssetColumns> needed) : BatchLoader<string, AssetDetails>
{
    /// <summary>The oldest asset that holds the bytes.</summary>
    protected override async Task<IReadOnlyDictionary<string, AssetDetails>> FetchAsync(IReadOnlyList<string> keys, CancellationToken ct) =>
        (await reader.FindByDigestAsync(caller, keys, needed.Parts, ct))
            .GroupBy(match => match.Digest, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.MinBy(match => match.Asset.Id).Asset, StringComparer.Ordinal);
}

internal sealed class TechnicalMetadataByVersion(Caller caller, IAssetReader reader) : BatchLoader<Guid, JsonElement?>
{
    protected override async Task<IReadOnlyDictionary<Guid, JsonElement?>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FactsAsync(caller, keys, ct)).ToDictionary(facts => facts.VersionId, facts => (JsonElement?)WithLocation(facts));

    private static JsonElement WithLocation(VersionFacts facts)
    {
        if (facts.Location is not { } location)
        {
            return JsonSerializer.Deserialize<JsonElement>(facts.Technical);
        }

        var technical = JsonNode.Parse(facts.Technical)!;
        technical["gps"] = JsonNode.Parse(location);
        return JsonSerializer.SerializeToElement(technical);
    }
}
