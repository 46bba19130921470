using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure;
using Dam.Tests.Infrastructure.PostgreSql;

namespace Dam.Tests.Api.Hosting;

/// <summary>The whole service over PostgreSQL: what it is for, and what it does when the server goes and comes.</summary>
public sealed class PostgreSqlHostTests
{
    private const string Skus =
        """
        query($code: String!) {
          sku(code: $code) { name assets(first: 4, context: { territory: "DE" }) { nodes { role asset { id title rendition(transform: { width: 20, format: PNG }, context: { territory: "DE" }) { url } } } } }
        }
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_Should_DoItsJob_When_TheDatabaseIsPostgreSql()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var connectionString = await server.CreateDatabaseAsync();
        await using (var host = Start(connectionString))
        {
            var admin = host.Administrator;
            var bytes = TestPng.Noise(1);
            var id = await admin.PublishAsync("lamp.png", bytes);
            await admin.MutateAsync(
                "mutation($input: SyncSkusInput!) { syncSkus(input: $input) { created errors { code message } } }",
                new { skus = new[] { new { code = "LAMP", name = "Lamp", links = new[] { new { asset = new { filename = "lamp.png" }, role = "PRIMARY" } } } } });

            var url = Assert.Single(await LinkedAsync(host.Storefront)).GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
            using var http = host.Http();
            using var shown = await http.GetAsync(url, Ct);
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            Assert.Equal("image/png", shown.Content.Headers.ContentType?.MediaType);

            var again = await host.Administrator.PostAsync(
                "mutation($input: CreateAssetInput!) { createAsset(input: $input) { errors { code } } }",
                new { input = new { source = new { uploadId = await admin.UploadAsync("copy.png", bytes) } } });
            Assert.Equal("DUPLICATE_CONTENT", again.GetProperty("data").GetProperty("createAsset").GetProperty("errors")[0].GetProperty("code").GetString());

            await admin.MutateAsync(
                "mutation($input: SetAssetRightsInput!) { setAssetRights(input: $input) { asset { id } errors { code message } } }",
                new { assetId = id, rights = new { territories = new { mode = "EXCEPT", territories = new[] { "DE" } } } });
            Assert.Empty(await LinkedAsync(host.Storefront));
            using var refused = await http.GetAsync(url, Ct);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);

            var page = (await admin.QueryAsync(
                """{ assets(first: 5, where: { title: { startsWith: "LA" } }, order: [{ title: ASC }]) { totalCount nodes { title currentVersion { filename status } } } }""")).GetProperty("assets");
            Assert.Equal(1, page.GetProperty("totalCount").GetInt32());
            Assert.Equal("lamp", page.GetProperty("nodes")[0].GetProperty("title").GetString());
        }

        await server.DropDatabaseAsync(connectionString);
    }

    [Fact]
    public async Task Service_Should_RecoverWithoutARestart_When_TheServerWasDown()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        await using var host = Start(server.ConnectionString("dam"));
        using var http = host.Http();
        var upload = await host.CreateUploadAsync("a.png", 1);
        await BecomesAsync(HttpStatusCode.OK);

        await server.StopAsync();
        var failed = await host.Administrator.PostAsync("{ assets(first: 1) { nodes { id } } }");
        Assert.DoesNotContain("127.0.0.1", failed.ToString(), StringComparison.Ordinal);
        Assert.Equal("DATABASE_UNAVAILABLE", failed.GetProperty("errors")[0].GetProperty("extensions").GetProperty("code").GetString());
        using var put = await http.PutAsync(host.UploadUrl(upload), new ByteArrayContent([1]), Ct);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, put.StatusCode);
        await BecomesAsync(HttpStatusCode.ServiceUnavailable);

        await server.ResumeAsync();
        await BecomesAsync(HttpStatusCode.OK);
        Assert.Equal(0, (await host.Administrator.QueryAsync("{ assets(first: 1) { nodes { id } } }")).GetProperty("assets").GetProperty("nodes").GetArrayLength());
        Assert.NotEqual(upload.Id, (await host.CreateUploadAsync("b.png", 1)).Id);

        // What was found a moment ago still holds.
        async Task BecomesAsync(HttpStatusCode status)
        {
            for (var found = default(HttpStatusCode); found != status; await Task.Delay(100, Ct))
            {
                using var response = await http.GetAsync("/health/ready", Ct);
                found = response.StatusCode;
            }
        }
    }

    private static DamHost Start(string connectionString) => DamHost.Start(configure: settings =>
    {
        foreach (var (name, value) in TestDatabase.Settings("PostgreSql", connectionString))
        {
            settings[name] = value!;
        }
    });

    private static async Task<JsonElement[]> LinkedAsync(DamClient client) =>
        [.. (await client.QueryAsync(Skus, new { code = "LAMP" })).GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray()];
}
