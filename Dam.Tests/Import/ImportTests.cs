using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Dam.Tests.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.Import;

/// <summary>The importer against the service, both as processes.</summary>
public sealed class ImportTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("dam-import-data-").FullName;
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-import-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Report => Path.Combine(_data, "report.json");

    public void Dispose()
    {
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Import_Should_TakeInEachOnce_When_AMixedFolderComesTwice()
    {
        var good = Fill(200);
        Add("twice/same.png", TestPng.Noise(0, 24, 16));
        Add("broken.png", TestPng.Announcing(40_000, 40_000));
        Add("empty.jpg", []);
        Add(".hidden.jpg", TestPng.Noise(9999));
        await using var service = await DamProcess.StartAsync(_data, Ct);

        var first = await RunAsync(service, "--wait", "--lanes", "8");

        var rows = Rows();
        Assert.Equal($"{good + 3} files: {good} created, 1 existing, 2 failed, 0 not tried", first.Summary);
        Assert.Equal(1, first.Code);
        Assert.Equal(("REFUSED", "FILE_EMPTY"), Of(rows, "empty.jpg"));
        Assert.Equal(("CREATED", "TOO_MANY_PIXELS"), Of(rows, "broken.png"));
        Assert.Equal([("CREATED", null), ("EXISTING", null)], new[] { Of(rows, Path.Combine("twice", "same.png")), Of(rows, "画 0000 & co.png") });
        Assert.DoesNotContain(rows, row => row.GetProperty("file").GetString()!.Contains("hidden", StringComparison.Ordinal));
        await CheckBytesAsync(service, rows);

        var second = await RunAsync(service);

        Assert.Equal($"{good + 3} files: 0 created, {good + 2} existing, 1 failed, 0 not tried", second.Summary);
        Assert.Equal(good + 1, await CountAsync(service));
    }

    [Fact]
    public async Task Import_Should_LoseNothing_When_KilledAtRandomAndRunAgain()
    {
        var files = Fill(150);
        await using var service = await DamProcess.StartAsync(_data, Ct);
        var seed = Environment.TickCount;
        var moments = new Random(seed);
        var cut = 0;
        for (var kill = 0; kill < 10; kill++)
        {
            using var import = ImportProcess.Start(service.Address, DamProcess.AdministratorKey, _folder, "--lanes", "2");

            // From the moment on that it has begun to make assets, or nothing would be cut.
            var before = await CountAsync(service);
            for (var waited = 0; waited < 400 && await CountAsync(service) == before && before < files; waited++)
            {
                await Task.Delay(25, Ct);
            }

            await Task.Delay(moments.Next(0, 150), Ct);
            cut += await import.KillAsync() ? 1 : 0;
        }

        var (code, summary, errors) = await RunAsync(service);

        Assert.True(code == 0, $"seed {seed}: {summary}\n{errors}");
        Assert.True(cut > 0, $"seed {seed}: no run was cut off.");
        Assert.Equal(files, await CountAsync(service));
        await CheckBytesAsync(service, Rows());
        TestContext.Current.SendDiagnosticMessage($"{cut} of 10 runs were cut off; the last one: {summary}");
    }

    [Fact]
    public async Task Import_Should_GoOn_When_TheServiceIsKilledAndComesBack()
    {
        var files = Fill(120);
        var service = await DamProcess.StartAsync(_data, Ct);
        var address = service.Address;
        using var import = ImportProcess.Start(address, DamProcess.AdministratorKey, _folder, "--lanes", "2", "--report", Report);
        for (var waited = 0; waited < 400 && await CountAsync(service) == 0; waited++)
        {
            await Task.Delay(25, Ct);
        }

        await service.DisposeAsync();
        await using var again = await DamProcess.StartAsync(_data, Ct, ("ASPNETCORE_URLS", address.ToString()));
        var (code, summary, errors) = await import.WaitAsync();

        Assert.True(code == 0, $"{summary}\n{errors}");
        Assert.Equal(files, await CountAsync(again));
        await CheckBytesAsync(again, Rows());
    }

    [Fact]
    public async Task Import_Should_DescribeAndLink_When_ACsvSaysHow()
    {
        Add("lamp_one.png", TestPng.Noise(1));
        Add("lamp_two.png", TestPng.Noise(2));
        Add("odd.png", TestPng.Noise(3));
        var csv = Path.Combine(_folder, "rows.csv");
        await File.WriteAllTextAsync(
            csv,
            """
            file,title,tags,sku,skuRole,altText,altText:fr,credit,metadata.season
            lamp_one.png,Desk lamp,new;oak,LMP-1,PRIMARY,A lamp,Une lampe,Photo: me,SS26
            lamp_two.png,,,LMP-1,DETAIL,,,,
            odd.png,,,,,,,,
            missing.png,,,,,,,,
            """,
            Ct);
        await using var service = await DamProcess.StartAsync(_data, Ct);

        var (code, summary, errors) = await RunFromAsync(service, csv, "--name-rule", @"(?<kind>[a-z]+)_(?<number>[a-z]+)");

        Assert.True(code == 1, errors);
        Assert.Equal("4 files: 2 created, 0 existing, 2 failed, 0 not tried", summary);
        var rows = Rows();
        Assert.Equal(("REFUSED", "NAME_RULE_MISMATCH"), Of(rows, "odd.png"));
        Assert.Equal(("REFUSED", "NAME_RULE_MISMATCH"), Of(rows, "missing.png"));
        var data = await Client(service).QueryAsync(
            "{ sku(code: \"LMP-1\") { assets(deliverable: false) { nodes { role asset { title tags metadata altTexts { locale text } rights { credit } } } } } }");
        var links = data.GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray().ToList();
        Assert.Equal(["PRIMARY", "DETAIL"], links.Select(link => link.GetProperty("role").GetString()));
        var lamp = links[0].GetProperty("asset");
        Assert.Equal(
            """{"title":"Desk lamp","tags":["new","oak"],"metadata":{"season":"SS26","kind":"lamp","number":"one"},"altTexts":[{"locale":"en","text":"A lamp"},{"locale":"fr","text":"Une lampe"}],"rights":{"credit":"Photo: me"}}""",
            JsonSerializer.Serialize(lamp));
        Assert.Equal("lamp_two", links[1].GetProperty("asset").GetProperty("title").GetString());

        // A third one comes behind the two that are there.
        Add("lamp_three.png", TestPng.Noise(4));
        await File.WriteAllTextAsync(csv, "file,sku\nlamp_three.png,LMP-1\n", Ct);
        Assert.Equal(0, (await RunFromAsync(service, csv)).Code);
        data = await Client(service).QueryAsync("{ sku(code: \"LMP-1\") { assets(deliverable: false) { nodes { asset { title } } } } }");
        Assert.Equal(
            ["Desk lamp", "lamp_two", "lamp_three"],
            data.GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(link => link.GetProperty("asset").GetProperty("title").GetString()));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.TooManyRequests)]
    public async Task Import_Should_ComeAgain_When_TheServiceIsBusy(HttpStatusCode status)
    {
        var asked = 0;
        await using var stub = await StubAsync(context =>
        {
            if (Interlocked.Increment(ref asked) <= 3)
            {
                context.Response.StatusCode = (int)status;
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("""{"data":{"viewer":{"subject":"x","permissions":["asset:write"]}}}""", Ct);
        });

        var (code, summary, _) = await ImportProcess.RunAsync(new Uri(stub.Urls.Single()), key: null, _folder);

        Assert.Equal((0, "0 files: 0 created, 0 existing, 0 failed, 0 not tried"), (code, summary));
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task Import_Should_SaySo_When_TheServiceDoesNotLetItIn()
    {
        await using var service = await DamProcess.StartAsync(_data, Ct);

        var stranger = await ImportProcess.RunAsync(service.Address, key: null, _folder);
        await service.KillAsync();
        var nobody = await ImportProcess.RunAsync(service.Address, DamProcess.AdministratorKey, _folder, "--patience", "00:00:01");

        Assert.Equal((3, 3), (stranger.Code, nobody.Code));
        Assert.Contains("may not write assets", stranger.Errors, StringComparison.Ordinal);
        Assert.Contains("did not answer", nobody.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData(".", "--name-rule", "(")]
    [InlineData(".", "--lanes", "0")]
    [InlineData(".", "--url", "ftp://x")]
    [InlineData(".", "--patience", "long")]
    public async Task Import_Should_RefuseAtOnce_When_ItIsUsedWrongly(params string[] arguments)
    {
        var (code, _, errors) = await ImportProcess.RunAsync(new Uri("http://127.0.0.1:1"), key: null, arguments);

        Assert.Equal(2, code);
        Assert.NotEmpty(errors);
    }

    /// <summary>Small pictures, each another, some in folders and with names that need care; gives how many.</summary>
    private int Fill(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var folder = (i % 5) switch { 0 => "", 1 => "été/", 2 => "a b/c#d/", _ => "many/" };
            Add(string.Create(CultureInfo.InvariantCulture, $"{folder}画 {i:D4} & co.png"), TestPng.Noise(i, 24, 16));
        }

        return count;
    }

    private void Add(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private Task<(int Code, string Summary, string Errors)> RunAsync(DamProcess service, params string[] arguments) => RunFromAsync(service, _folder, arguments);

    private Task<(int Code, string Summary, string Errors)> RunFromAsync(DamProcess service, string source, params string[] arguments) =>
        ImportProcess.RunAsync(service.Address, DamProcess.AdministratorKey, [source, "--report", Report, .. arguments]);

    private List<JsonElement> Rows() => [.. JsonDocument.Parse(File.ReadAllText(Report)).RootElement.EnumerateArray()];

    private static (string? Outcome, string? Code) Of(List<JsonElement> rows, string file)
    {
        var row = rows.Single(row => row.GetProperty("file").GetString() == file);
        return (row.GetProperty("outcome").GetString(), row.GetProperty("errorCode").GetString());
    }

    private static DamClient Client(DamProcess service)
    {
        var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Add("Dam-Api-Key", DamProcess.AdministratorKey);
        return new DamClient(http, Ct);
    }

    private static async Task<int> CountAsync(DamProcess service) =>
        (await Client(service).QueryAsync("{ assets(first: 1) { totalCount } }")).GetProperty("assets").GetProperty("totalCount").GetInt32();

    /// <summary>Every file that a report says was taken in is there, byte for byte.</summary>
    private async Task CheckBytesAsync(DamProcess service, List<JsonElement> rows)
    {
        var (client, http) = (Client(service), new HttpClient());
        foreach (var row in rows.Where(row => row.GetProperty("assetId").ValueKind == JsonValueKind.String))
        {
            var file = await File.ReadAllBytesAsync(Path.Combine(_folder, row.GetProperty("file").GetString()!), Ct);
            var data = await client.QueryAsync("query($id: ID!) { asset(id: $id) { checksum original { url } } }", new { id = row.GetProperty("assetId").GetString() });
            var bytes = await http.GetByteArrayAsync(data.GetProperty("asset").GetProperty("original").GetProperty("url").GetString(), Ct);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(file)), data.GetProperty("asset").GetProperty("checksum").GetString());
            Assert.Equal(file, bytes);
        }
    }

    private static async Task<WebApplication> StubAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var stub = builder.Build();
        stub.Run(answer);
        await stub.StartAsync(Ct);
        return stub;
    }
}
