using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Dam.Tests.Api.Assets;

/// <summary>Changes of assets as a client makes them: inputs, typed errors with their paths, and what shows everywhere else.</summary>
public sealed class AssetEditTests : IAsyncDisposable
{
    private const string Update =
        """
        mutation($input: UpdateAssetInput!) {
          updateAsset(input: $input) {
            asset {
              title tags altTexts { locale text } altText(locale: "fr-CA") english: altText(locale: "en-US") default: altText focalPoint { x y } metadata revision
            }
            errors { __typename code path ... on RevisionConflictError { currentRevision } ... on NotFoundError { id } }
          }
        }
        """;

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task UpdateAsset_Should_PatchReplaceAndClear_When_FieldsAreGiven()
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("lamp.png", TestPng.Noise(1)));
        var first = await UpdateAsync(new
        {
            id,
            title = "Bird lamp",
            tags = new[] { "Brass", "brass", "bird" },
            altText = new[] { new { locale = "en", text = "A lamp" }, new { locale = "FR", text = "Une lampe" } },
            focalPoint = new { x = 0.25, y = 0.123456 },
            metadata = new { season = "SS26", sizes = new[] { 1, 2 }, care = new { wash = 30 } },
            expectedRevision = 1,
        });
        Assert.Equal(
            """{"title":"Bird lamp","tags":["Brass","bird"],"altTexts":[{"locale":"en","text":"A lamp"},{"locale":"fr","text":"Une lampe"}],"altText":"Une lampe","english":"A lamp","default":"A lamp","focalPoint":{"x":0.25,"y":0.1235},"metadata":{"season":"SS26","sizes":[1,2],"care":{"wash":30}},"revision":2}""",
            first.GetProperty("asset").GetRawText());

        var second = await UpdateAsync(new { id, altText = (object?)null, focalPoint = (object?)null, metadata = new { season = (string?)null, care = new { wash = 40 } } });
        Assert.Equal(
            """{"title":"Bird lamp","tags":["Brass","bird"],"altTexts":[],"altText":null,"english":null,"default":null,"focalPoint":null,"metadata":{"sizes":[1,2],"care":{"wash":40}},"revision":3}""",
            second.GetProperty("asset").GetRawText());

        var unchanged = await UpdateAsync(new { id, title = "Bird lamp", metadata = new { gone = (string?)null } });
        Assert.Equal(3, unchanged.GetProperty("asset").GetProperty("revision").GetInt32());
        var cleared = await UpdateAsync(new { id, metadata = (object?)null });
        Assert.Equal(JsonValueKind.Null, cleared.GetProperty("asset").GetProperty("metadata").ValueKind);
    }

    [Fact]
    public async Task UpdateAsset_Should_SayWhatIsWrongAndWhere_When_ItIsRefused()
    {
        var id = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("lamp.png", TestPng.Noise(1)));

        Assert.Equal(
            """[{"__typename":"InvalidInputError","code":"TITLE_INVALID","path":["input","title"]},{"__typename":"InvalidInputError","code":"TAG_INVALID","path":["input","tags","1"]},{"__typename":"InvalidInputError","code":"METADATA_KEY_INVALID","path":["input","metadata"]}]""",
            await RefusalAsync(new { id, title = (string?)null, tags = new[] { "a", "" }, metadata = new Dictionary<string, int> { ["no key"] = 1 } }));
        Assert.Equal(
            """[{"__typename":"RevisionConflictError","code":"REVISION_CONFLICT","path":["input","expectedRevision"],"currentRevision":1}]""",
            await RefusalAsync(new { id, title = "x", expectedRevision = 7 }));
        Assert.Equal(
            """[{"__typename":"NotFoundError","code":"ASSET_NOT_FOUND","path":["input","id"],"id":"sku_1"}]""",
            await RefusalAsync(new { id = "sku_1", title = "x" }));
        var shop = await _host.Storefront.QueryAsync(Update, new { input = new { id, title = "x" } });
        Assert.Equal("NotAuthorizedError", shop.GetProperty("updateAsset").GetProperty("errors")[0].GetProperty("__typename").GetString());
    }

    [Fact]
    public async Task UpdateAssets_Should_AnswerRowByRow_When_SomeAreBad()
    {
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync($"{i}.png", TestPng.Noise(i))));
        }

        const string mutation =
            "mutation($input: UpdateAssetsInput!) { updateAssets(input: $input) { rows { asset { title metadata } errors { code path } } errors { code path } } }";
        var assets = ids.Select((id, i) => new { id, title = i == 3 ? "" : $"Lamp {i}", metadata = new { number = i } }).ToList();
        var all = await _host.Administrator.QueryAsync(mutation, new { input = new { assets, errorPolicy = "REJECT_ALL" } });
        var some = await _host.Administrator.QueryAsync(mutation, new { input = new { assets } });

        Assert.Equal("""{"rows":[],"errors":[{"code":"TITLE_INVALID","path":["input","assets","3","title"]}]}""", all.GetProperty("updateAssets").GetRawText());
        Assert.Equal(
            """{"rows":[{"asset":{"title":"Lamp 0","metadata":{"number":0}},"errors":[]},{"asset":{"title":"Lamp 1","metadata":{"number":1}},"errors":[]},{"asset":{"title":"Lamp 2","metadata":{"number":2}},"errors":[]},{"asset":null,"errors":[{"code":"TITLE_INVALID","path":["input","assets","3","title"]}]}],"errors":[]}""",
            some.GetProperty("updateAssets").GetRawText());
    }

    [Fact]
    public async Task CreateAssets_Should_AnswerRowByRow_When_RowsAreOfEveryKind()
    {
        var held = await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync("held.png", TestPng.Noise(1)));
        var upload = await _host.Administrator.UploadAsync("new.png", TestPng.Noise(2));
        object[] assets =
        [
            new { source = new { uploadId = upload }, title = "New", tags = new[] { "x" }, metadata = new { a = 1 }, altText = new[] { new { locale = "en", text = "t" } }, rights = new { credit = "c" } },
            new { source = new { uploadId = await _host.Administrator.UploadAsync("again.png", TestPng.Noise(1)) }, onDuplicate = "RETURN_EXISTING" },
            new { source = new { uploadId = await _host.Administrator.UploadAsync("twice.png", TestPng.Noise(1)) } },
            new { source = new { uploadId = "nonsense" } },
            new { source = new { uploadId = upload } },
        ];

        var made = await _host.Administrator.QueryAsync(
            """
            mutation($input: CreateAssetsInput!) {
              createAssets(input: $input) {
                rows { outcome asset { id title tags metadata altText rights { credit } } errors { __typename code path ... on DuplicateContentError { existing { id } } ... on NotFoundError { id } } }
                errors { code }
              }
            }
            """,
            new { input = new { assets } });

        var rows = made.GetProperty("createAssets").GetProperty("rows").EnumerateArray().ToList();
        Assert.Equal(["CREATED", "EXISTING", "REFUSED", "REFUSED", "EXISTING"], rows.Select(row => row.GetProperty("outcome").GetString()));
        var id = rows[0].GetProperty("asset").GetProperty("id").GetString();
        Assert.Equal($$$"""{"id":"{{{id}}}","title":"New","tags":["x"],"metadata":{"a":1},"altText":"t","rights":{"credit":"c"}}""", rows[0].GetProperty("asset").GetRawText());
        Assert.Equal(held, rows[1].GetProperty("asset").GetProperty("id").GetString());
        Assert.Equal(
            $$$"""[{"__typename":"DuplicateContentError","code":"DUPLICATE_CONTENT","path":["input","assets","2","source","uploadId"],"existing":{"id":"{{{held}}}"}}]""",
            rows[2].GetProperty("errors").GetRawText());
        Assert.Equal(
            """[{"__typename":"NotFoundError","code":"UPLOAD_NOT_FOUND","path":["input","assets","3","source","uploadId"],"id":"nonsense"}]""", rows[3].GetProperty("errors").GetRawText());
        Assert.Equal(id, rows[4].GetProperty("asset").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Rendition_Should_KeepTheFocalPointInView_When_ItCrops()
    {
        // Wide enough that a square cuts along one axis only.
        var id = await _host.Administrator.PublishAsync("a.png", TestPng.Noise(1, 60, 20));
        var before = await CropAsync(id);
        await UpdateAsync(new { id, focalPoint = new { x = 1.0, y = 0.0 } });
        var after = await CropAsync(id);

        Assert.NotEqual(before, after);
        using var http = _host.Http();
        using var left = await http.GetAsync(before, TestContext.Current.CancellationToken);
        using var right = await http.GetAsync(after, TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (left.StatusCode, right.StatusCode));
        Assert.NotEqual(
            Convert.ToHexString(await left.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)), Convert.ToHexString(await right.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Version_Should_BeDeliveredOnlyWhenApproved_When_ItReplacesAnother()
    {
        var id = await _host.Administrator.PublishAsync("first.png", TestPng.Noise(1));
        var versions = (await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { currentVersion { id } } }", new { id })).GetProperty("asset");
        var firstId = versions.GetProperty("currentVersion").GetProperty("id").GetString();
        var upload = await _host.Administrator.UploadAsync("second.png", TestPng.Noise(2));
        await _host.Administrator.MutateAsync(
            "mutation($input: AddAssetVersionInput!) { addAssetVersion(input: $input) { asset { id } errors { code path } } }", new { assetId = id, source = new { uploadId = upload }, note = "Sharper" });
        await _host.Administrator.WaitUntilProcessedAsync(id);

        Assert.Equal(("first.png", "1", "second.png"), await SeenAsync());
        await _host.Administrator.ApproveAsync(id);
        Assert.Equal(("second.png", "2", "second.png"), await SeenAsync());

        await _host.Administrator.MutateAsync(
            "mutation($input: RestoreAssetVersionInput!) { restoreAssetVersion(input: $input) { asset { id } errors { code path } } }", new { assetId = id, versionId = firstId, note = "Better after all" });
        Assert.Equal("READY", await _host.Administrator.WaitUntilProcessedAsync(id));
        await _host.Administrator.ApproveAsync(id);

        Assert.Equal(("first.png", "3", "first.png"), await SeenAsync());
        var history = await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { versions(first: 5) { nodes { number filename note createdBy { name } } } } }", new { id });
        Assert.Equal(
            """[{"number":3,"filename":"first.png","note":"Better after all","createdBy":{"name":"bootstrap"}},{"number":2,"filename":"second.png","note":"Sharper","createdBy":{"name":"bootstrap"}},{"number":1,"filename":"first.png","note":null,"createdBy":{"name":"bootstrap"}}]""",
            history.GetProperty("asset").GetProperty("versions").GetProperty("nodes").GetRawText());

        async Task<(string?, string?, string?)> SeenAsync()
        {
            const string query = "query($id: ID!) { asset(id: $id) { filename publishedVersion { number } rendition(transform: { width: 10 }) { url } } }";
            var shop = (await _host.Storefront.QueryAsync(query, new { id })).GetProperty("asset");
            using var http = _host.Http();
            using var response = await http.GetAsync(shop.GetProperty("rendition").GetProperty("url").GetString(), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            var admin = (await _host.Administrator.QueryAsync(query, new { id })).GetProperty("asset");
            return (shop.GetProperty("filename").GetString(), shop.GetProperty("publishedVersion").GetProperty("number").GetInt32().ToString(CultureInfo.InvariantCulture), admin.GetProperty("filename").GetString());
        }
    }

    [Fact]
    public async Task DeleteAsset_Should_TakeItAwayEverywhere_When_ItIsNotADryRun()
    {
        const string delete = "mutation($input: DeleteAssetInput!) { deleteAsset(input: $input) { deletedId impact { assets skus affectedSkus { code } renditions } errors { code path } } }";
        var id = await _host.Administrator.PublishAsync("lamp.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }", new { skus = new[] { new { code = "LAMP-01", links = new[] { new { asset = new { id } } } } } });
        var url = (await _host.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 10, format: PNG }) { url } } }", new { id }))
            .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(url));

        var dry = await _host.Administrator.MutateAsync(delete, new { assetId = id, dryRun = true });
        Assert.Equal("""{"deletedId":null,"impact":{"assets":1,"skus":1,"affectedSkus":[{"code":"LAMP-01"}],"renditions":1},"errors":[]}""", dry.GetRawText());
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(url));
        var deleted = await _host.Administrator.MutateAsync(delete, new { assetId = id, idempotencyKey = "once" });
        var again = await _host.Administrator.MutateAsync(delete, new { assetId = id, idempotencyKey = "once" });

        Assert.Equal($$$"""{"deletedId":"{{{id}}}","impact":{"assets":1,"skus":1,"affectedSkus":[{"code":"LAMP-01"}],"renditions":1},"errors":[]}""", deleted.GetRawText());
        Assert.Equal(deleted.GetRawText(), again.GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, await FetchAsync(url));
        Assert.Equal("""{"asset":null,"assets":{"totalCount":0},"sku":{"assets":{"totalCount":0}}}""", await SeenByAsync(_host.Storefront, id));
        var admin = (await _host.Administrator.QueryAsync(
            "query($id: ID!) { asset(id: $id) { deletedAt delivery { allowed reasons { code message } } rendition(transform: { width: 10 }) { url } } }", new { id })).GetProperty("asset");
        Assert.Equal(JsonValueKind.String, admin.GetProperty("deletedAt").ValueKind);
        Assert.Equal("""{"allowed":false,"reasons":[{"code":"ARCHIVED","message":"The asset is deleted."}]}""", admin.GetProperty("delivery").GetRawText());
        Assert.Equal(JsonValueKind.Null, admin.GetProperty("rendition").ValueKind);

        await _host.Administrator.MutateAsync("mutation($input: RestoreAssetInput!) { restoreAsset(input: $input) { asset { deletedAt } errors { code } } }", new { assetId = id });
        Assert.Equal(HttpStatusCode.OK, await FetchAsync(url));
        Assert.Equal("""{"asset":{"title":"lamp"},"assets":{"totalCount":1},"sku":{"assets":{"totalCount":1}}}""", await SeenByAsync(_host.Storefront, id));
    }

    /// <summary>Deleting, rights, takedowns, licences and releases are in tests of their own.</summary>
    [Theory]
    [InlineData("setAssetStatus", """{ "status": "ARCHIVED" }""")]
    [InlineData("revokeDeliveryUrls", """{ "reason": "Leaked" }""")]
    [InlineData("restoreAssetVersion", "{}")]
    public async Task Change_Should_SayWhatItTouchesAndDoNothing_When_ItIsADryRun(string mutation, string more)
    {
        var id = await _host.Administrator.PublishAsync("lamp.png", TestPng.Noise(1));
        await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { errors { code } } }", new { skus = new[] { new { code = "LAMP-01", links = new[] { new { asset = new { id } } } } } });
        var input = JsonSerializer.Deserialize<Dictionary<string, object>>(more)!;
        input["assetId"] = id;
        if (mutation == "restoreAssetVersion")
        {
            input["versionId"] = (await _host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { currentVersion { id } } }", new { id })).GetProperty("asset").GetProperty("currentVersion").GetProperty("id").GetString()!;
            await _host.Administrator.MutateAsync(
                "mutation($input: AddAssetVersionInput!) { addAssetVersion(input: $input) { errors { code message } } }", new { assetId = id, source = new { uploadId = await _host.Administrator.UploadAsync("new.png", TestPng.Noise(2)) } });
        }

        var type = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var text = $"mutation($input: {type}!) {{ {mutation}(input: $input) {{ impact {{ assets skus }} errors {{ code }} }} }}";
        const string Seen = "query($id: ID!) { asset(id: $id) { status revision versions(first: 9) { totalCount } } }";
        var before = (await _host.Administrator.QueryAsync(Seen, new { id })).GetRawText();
        input["dryRun"] = true;
        Assert.Equal("""{"impact":{"assets":1,"skus":1},"errors":[]}""", (await _host.Administrator.MutateAsync(text, input)).GetRawText());
        Assert.Equal(before, (await _host.Administrator.QueryAsync(Seen, new { id })).GetRawText());

        input["dryRun"] = false;
        Assert.Equal("""{"impact":{"assets":1,"skus":1},"errors":[]}""", (await _host.Administrator.MutateAsync(text, input)).GetRawText());
        Assert.NotEqual(before, (await _host.Administrator.QueryAsync(Seen, new { id })).GetRawText());
    }

    private static async Task<string> SeenByAsync(DamClient client, string id) =>
        (await client.QueryAsync("query($id: ID!) { asset(id: $id) { title } assets(first: 5) { totalCount } sku(code: \"LAMP-01\") { assets { totalCount } } }", new { id })).GetRawText();

    private async Task<HttpStatusCode> FetchAsync(string url)
    {
        using var http = _host.Http();
        using var response = await http.GetAsync(url, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    private async Task<string?> CropAsync(string id) =>
        (await _host.Storefront.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, height: 20, fit: COVER, format: PNG }) { url } } }", new { id }))
            .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString();

    private Task<JsonElement> UpdateAsync(object input) => _host.Administrator.MutateAsync(Update, input);

    private async Task<string> RefusalAsync(object input) => (await _host.Administrator.QueryAsync(Update, new { input })).GetProperty("updateAsset").GetProperty("errors").GetRawText();
}
