using System.Text.Json;

namespace Dam.Tests.Api.Skus;

public sealed class SyncSkusTests : IAsyncDisposable
{
    private const string Mutation =
        """
        mutation($input: SyncSkusInput!) {
          syncSkus(input: $input) { created updated unchanged rows { sku { code name assets(deliverable: false) { nodes { role position asset { title } } } } errors { code path } } errors { code path } }
        }
        """;

    private readonly DamHost _host = DamHost.Start();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task SyncSkus_Should_ChangeNothing_When_TheSameCallComesAgain()
    {
        await CreateAsync("front.png", 1);
        await CreateAsync("back.png", 2);
        var input = new
        {
            skus = new[]
            {
                new { code = "LAMP-01", name = "Lamp", links = new object[] { Link("front.png", "PRIMARY"), Link("back.png", "DETAIL") } },
                new { code = "LAMP-02", name = "Other lamp", links = Array.Empty<object>() },
            },
        };

        var first = await SyncAsync(input);
        var second = await SyncAsync(input);

        Assert.Equal((2, 0, 0), Counts(first));
        Assert.Equal((0, 0, 2), Counts(second));
        var links = second.GetProperty("rows")[0].GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(["front", "back"], links.Select(link => link.GetProperty("asset").GetProperty("title").GetString()));
        Assert.Equal(["PRIMARY", "DETAIL"], links.Select(link => link.GetProperty("role").GetString()));
    }

    [Fact]
    public async Task SyncSkus_Should_TakeAThousandSkus_When_EachHasManyLinks()
    {
        var ids = new List<string>();
        for (var seed = 0; seed < 5; seed++)
        {
            ids.Add(await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync($"{seed}.png", TestPng.Noise(seed))));
        }

        string[] roles = ["GALLERY", "SWATCH", "DETAIL", "LIFESTYLE"];
        var links = ids.SelectMany(id => roles.Select(role => new { asset = new { id }, role })).ToList();

        var payload = await _host.Administrator.MutateAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code } } }",
            new { skus = Enumerable.Range(0, 1000).Select(number => new { code = $"SKU-{number}", links }) });

        Assert.Equal(1000, payload.GetProperty("created").GetInt32());
    }

    [Fact]
    public async Task SyncSkus_Should_ReplaceOnlyWhatIsGiven_When_Patching()
    {
        await CreateAsync("front.png", 1);
        await SyncAsync(new { skus = new[] { new { code = "LAMP-01", name = "Lamp", links = new[] { Link("front.png", "PRIMARY") } } } });

        var renamed = await SyncAsync(new { skus = new[] { new { code = "LAMP-01", name = "Better lamp" } } });
        var unlinked = await SyncAsync(new { skus = new[] { new { code = "LAMP-01", links = Array.Empty<object>() } } });

        Assert.Equal((0, 1, 0), Counts(renamed));
        Assert.Equal(1, renamed.GetProperty("rows")[0].GetProperty("sku").GetProperty("assets").GetProperty("nodes").GetArrayLength());
        Assert.Equal("Better lamp", unlinked.GetProperty("rows")[0].GetProperty("sku").GetProperty("name").GetString());
        Assert.Equal(0, unlinked.GetProperty("rows")[0].GetProperty("sku").GetProperty("assets").GetProperty("nodes").GetArrayLength());
    }

    [Fact]
    public async Task SyncSkus_Should_SayWhatIsUnlinkedAndChangeNothing_When_ItIsADryRun()
    {
        const string mutation =
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created updated unchanged rows { sku { code name } unlinkedAssetIds errors { code } } errors { code } } }";
        await CreateAsync("front.png", 1);
        await CreateAsync("back.png", 2);
        await SyncAsync(new { skus = new[] { new { code = "LAMP-01", name = "Lamp", links = new[] { Link("front.png", "PRIMARY"), Link("back.png", "GALLERY") } } } });
        var front = (await _host.Administrator.QueryAsync("{ assets(first: 1, where: { filename: { eq: \"front.png\" } }) { nodes { id } } }"))
            .GetProperty("assets").GetProperty("nodes")[0].GetProperty("id").GetString();
        var skus = new object[]
        {
            new { code = "LAMP-01", name = "Better lamp", links = new[] { Link("back.png", "PRIMARY") } },
            new { code = "NEW" },
            new { code = "" },
        };

        var dry = await _host.Administrator.MutateAsync(mutation, new { skus, dryRun = true });

        Assert.Equal(
            $$$"""
            {"created":1,"updated":1,"unchanged":0,"rows":[{"sku":{"code":"LAMP-01","name":"Lamp"},"unlinkedAssetIds":["{{{front}}}"],"errors":[]},{"sku":null,"unlinkedAssetIds":[],"errors":[]},{"sku":null,"unlinkedAssetIds":[],"errors":[{"code":"SKU_CODE_INVALID"}]}],"errors":[]}
            """,
            dry.GetRawText());
        var there = await _host.Administrator.QueryAsync("{ skus(first: 10) { nodes { code name assets(deliverable: false) { totalCount } } } }");
        Assert.Equal("""[{"code":"LAMP-01","name":"Lamp","assets":{"totalCount":2}}]""", there.GetProperty("skus").GetProperty("nodes").GetRawText());

        var done = await _host.Administrator.MutateAsync(mutation, new { skus });

        Assert.Equal(front, done.GetProperty("rows")[0].GetProperty("unlinkedAssetIds")[0].GetString());
        Assert.Equal("Better lamp", done.GetProperty("rows")[0].GetProperty("sku").GetProperty("name").GetString());
    }

    [Fact]
    public async Task SyncSkus_Should_RefuseTheBadRowsOnly_When_ThePolicySaysSo()
    {
        var skus = new object[]
        {
            new { code = "GOOD" },
            new { code = "" },
            new { code = "MISSING", links = new[] { Link("nowhere.png", "PRIMARY") } },
            new { code = "GOOD" },
        };

        var partly = await SyncAsync(new { skus });
        var none = await SyncAsync(new { skus = skus.Select(row => row is { } && row == skus[0] ? new { code = "NEW" } : row), errorPolicy = "REJECT_ALL" });

        Assert.Equal(
            [null, "SKU_CODE_INVALID", "ASSET_NOT_FOUND", "SKU_TWICE"],
            partly.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()).SingleOrDefault()));
        Assert.Equal(
            ["input", "skus", "2", "links", "0", "asset"],
            partly.GetProperty("rows")[2].GetProperty("errors")[0].GetProperty("path").EnumerateArray().Select(part => part.GetString()));
        Assert.NotEqual(0, none.GetProperty("errors").GetArrayLength());
        var data = await _host.Administrator.QueryAsync("""{ a: sku(code: "GOOD") { code } b: sku(code: "NEW") { code } }""");
        Assert.Equal(JsonValueKind.Object, data.GetProperty("a").ValueKind);
        Assert.Equal(JsonValueKind.Null, data.GetProperty("b").ValueKind);
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("asset_00000000000000000000000000000001")]
    public async Task SyncSkus_Should_NameTheIdAsGiven_When_ItIsUnknown(string id)
    {
        var data = await _host.Administrator.QueryAsync(
            "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { rows { errors { ... on NotFoundError { id code } } } } }",
            new { input = new { skus = new[] { new { code = "LAMP-01", links = new[] { new { asset = new { id } } } } } } });

        var error = data.GetProperty("syncSkus").GetProperty("rows")[0].GetProperty("errors")[0];
        Assert.Equal((id, "ASSET_NOT_FOUND"), (error.GetProperty("id").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task SyncSkus_Should_Refuse_When_AFileNameIsShared()
    {
        await CreateAsync("front.png", 1);
        await CreateAsync("front.png", 2);

        var payload = await SyncAsync(new { skus = new[] { new { code = "LAMP-01", links = new[] { Link("front.png", "PRIMARY") } } } });

        Assert.Equal("ASSET_AMBIGUOUS", payload.GetProperty("rows")[0].GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Skus_Should_TakeTwoStatements_When_ManyAreRead()
    {
        await CreateAsync("front.png", 1);
        await CreateAsync("back.png", 2);
        await SyncAsync(new { skus = Enumerable.Range(0, 50).Select(n => new { code = $"SKU-{n:00}", links = new[] { Link("front.png", "PRIMARY"), Link("back.png", "GALLERY") } }) });
        _host.ForgetStatements();

        var data = await _host.Administrator.QueryAsync(
            "{ skus(first: 50) { nodes { code assets(first: 4, deliverable: false) { nodes { asset { id title status width height } } } } } }");

        Assert.Equal(50, data.GetProperty("skus").GetProperty("nodes").GetArrayLength());
        Assert.Equal(2, data.GetProperty("skus").GetProperty("nodes")[49].GetProperty("assets").GetProperty("nodes").GetArrayLength());
        Assert.True(_host.Statements.Count == 2, string.Join("\n\n", _host.Statements));
    }

    private static object Link(string filename, string role) => new { asset = new { filename }, role };

    private static (int Created, int Updated, int Unchanged) Counts(JsonElement payload) =>
        (payload.GetProperty("created").GetInt32(), payload.GetProperty("updated").GetInt32(), payload.GetProperty("unchanged").GetInt32());

    /// <summary>Processed, so that no job's statements run into those of a test.</summary>
    private async Task CreateAsync(string filename, int seed) =>
        await _host.Administrator.WaitUntilProcessedAsync(await _host.Administrator.CreateAssetAsync(await _host.Administrator.UploadAsync(filename, TestPng.Noise(seed))));

    private async Task<JsonElement> SyncAsync(object input) => (await _host.Administrator.QueryAsync(Mutation, new { input })).GetProperty("syncSkus");
}
