using System.Text.Json;

namespace Dam.Tests.Api.Assets;

/// <summary>Readers read what the operation selects and nothing else: whatever is selected beside it, a field says the same.</summary>
public sealed class ProjectionTests : IAsyncLifetime
{
    private readonly DamHost _host = DamHost.Start();
    private string _id = "";

    /// <summary>Every field of an asset with what it takes to select it.</summary>
    private static readonly string[] Fields =
    [
        "id", "title", "kind", "revision", "createdAt", "updatedAt", "deletedAt", "status", "filename", "mediaType", "size", "checksum", "width", "height", "duration", "pageCount", "technicalMetadata", "colors",
        "processing { state stage problems { code } }", "placeholder { thumbHash dominantColor }", "rights { embargoUntil expiresAt credit territories { mode territories } channels { key } purposes license { id } releases { id } }", "takedown { reason }",
        "delivery { allowed reasons { code } changesAt alternates { id } }", "rendition(transform: { width: 10 }) { url width height mediaType }",
        "responsiveImage(widths: [8, 12]) { src srcset sizes width height alt placeholder { thumbHash } }", "preview(transform: { width: 10 }) { width height mediaType }",
        "channelReadiness(channel: \"shop\") { ready problems { rule } rendition { url } obstacles { rule } delivery { allowed } channel { key } }",
        "original { expiresAt }", "currentVersion { id number filename checksum note createdBy { id } }", "publishedVersion { id number status isCurrent }",
        "tags", "altText(locale: \"fr-CA\")", "altTexts { locale text }", "focalPoint { x y }", "metadata", "similar { similarity asset { id } }",
        "versions(first: 3) { totalCount nodes { id number } }", "skuLinks { totalCount nodes { role sku { code } } }",
    ];

    private static readonly string Everything = string.Join(' ', Fields);

    public async ValueTask InitializeAsync()
    {
        _id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(
            "mutation($input: SaveChannelInput!) { saveChannel(input: $input) { errors { code } } }", new { key = "shop", name = "Shop", slots = new[] { new { minWidth = 200, background = "#FFFFFF" } } });
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }",
            new { skus = new[] { new { code = "LAMP-01", links = new[] { new { asset = new { id = _id } } } } } });
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    public static TheoryData<string> Places =>
    [
        "asset(id: $id) { FIELDS }",
        "assets(first: 1) { nodes { FIELDS } }",
        "assets(first: 1) { edges { node { FIELDS } } }",
        "node(id: $id) { ... on Asset { FIELDS } }",
        "nodes(ids: [$id]) { ... on Node { ... on Asset { FIELDS } } }",
        "sku(code: \"LAMP-01\") { assets { nodes { asset { FIELDS } } } }",
        "sku(code: \"LAMP-01\") { assets { edges { node { asset { FIELDS } } } } }",
    ];

    [Fact]
    public async Task Fields_Should_BeAllThereAre()
    {
        var type = await _host.Administrator.QueryAsync("{ __type(name: \"Asset\") { fields { name } } }");

        var names = type.GetProperty("__type").GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()!);
        Assert.Equal(names.Order(StringComparer.Ordinal), Fields.Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Field_Should_SayTheSame_When_NothingElseIsSelected(string place)
    {
        var whole = AssetIn(await AskAsync(place, Everything));

        foreach (var field in Fields)
        {
            var alone = AssetIn(await AskAsync(place, field));
            Assert.Equal(whole.GetProperty(NameOf(field)).GetRawText(), alone.GetProperty(NameOf(field)).GetRawText());
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Field_Should_SayTheSame_When_ItIsInAFragmentUnderAnotherNameOrConditional(string place)
    {
        var whole = AssetIn(await AskAsync(place, Everything));

        foreach (var field in Fields)
        {
            var query = $"query($yes: Boolean! = true) {{ {Fill(place, "title @skip(if: $yes) ... Part @include(if: $yes)")} }} "
                + $"fragment Part on Node {{ ... on Asset {{ other: {field} }} }}";
            var alone = AssetIn(await _host.Administrator.QueryAsync(query));
            Assert.Equal(whole.GetProperty(NameOf(field)).GetRawText(), alone.GetProperty("other").GetRawText());
        }
    }

    [Fact]
    public async Task Statement_Should_ReadNoOtherColumns_When_FewFieldsAreSelected()
    {
        _host.ForgetStatements();
        await AskAsync("assets(first: 1) { nodes { FIELDS } }", "title colors @include(if: false) width @skip(if: true)");

        var statement = Assert.Single(_host.Statements);
        Assert.Contains("\"Title\"", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Colors\"", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Width\"", statement, StringComparison.Ordinal);
        Assert.DoesNotContain("\"Filename\"", statement, StringComparison.Ordinal);
    }

    private Task<JsonElement> AskAsync(string place, string fields) => _host.Administrator.QueryAsync($"{{ {Fill(place, fields)} }}");

    private string Fill(string place, string fields) =>
        place.Replace("$id", $"\"{_id}\"", StringComparison.Ordinal).Replace("FIELDS", fields, StringComparison.Ordinal);

    private static string NameOf(string field) => field.Split(' ', '(')[0];

    /// <summary>The one asset of an answer, wherever it is.</summary>
    private static JsonElement AssetIn(JsonElement data)
    {
        while (true)
        {
            data = data.ValueKind == JsonValueKind.Array ? data[0] : data.EnumerateObject().First().Value;
            if (data.ValueKind == JsonValueKind.Object && !data.EnumerateObject().Any(property => property.Name is "sku" or "assets" or "nodes" or "edges" or "node" or "asset"))
            {
                return data;
            }
        }
    }
}
