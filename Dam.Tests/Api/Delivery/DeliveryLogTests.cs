using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Delivery;
using Microsoft.Extensions.Configuration;

namespace Dam.Tests.Api.Delivery;

public sealed class DeliveryLogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_Should_HaveEveryAnswer_When_AllAreAskedFor()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:Log:Share"] = "1");
        using var http = host.Http();
        var asset = await host.AddAssetAsync(TestPng.Noise(1));
        var url = host.RenditionUrl(asset, territory: "FR");
        using var made = await http.GetAsync(url, Ct);
        var bytes = (await made.Content.ReadAsByteArrayAsync(Ct)).Length;
        using var again = await http.GetAsync(url, Ct);
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { made.Headers.ETag! } } };
        using var known = await http.SendAsync(request, Ct);
        await host.SetRightsAsync(asset.Id, new RightsPatch { ExpiresAt = Change<DateTimeOffset?>.To(host.Clock.Now) });
        using var refused = await http.GetAsync(url, Ct);
        using var unknown = await http.GetAsync(url + "x", Ct);

        var lines = await LinesAsync(host, count: 4);

        Assert.Equal(["made", "memory", null, null], lines.Select(line => line.GetProperty("from").GetString()));
        Assert.Equal([200, 200, 304, 403], lines.Select(line => line.GetProperty("status").GetInt32()));
        Assert.Equal([bytes, bytes, 0], lines.Take(3).Select(line => line.GetProperty("bytes").GetInt32()));
        Assert.All(lines, line =>
        {
            Assert.Equal(asset.Id, line.GetProperty("asset").GetGuid());
            Assert.Equal(asset.CurrentVersion.Id, line.GetProperty("version").GetGuid());
            Assert.Equal(Seeding.TransformOf(asset, ImageFormat.Png, 40).ToString(), line.GetProperty("file").GetString());
            Assert.Equal("d-FR", line.GetProperty("context").GetString());
            Assert.Equal("127.0.0.0/24", line.GetProperty("network").GetString());
            Assert.Equal(1, line.GetProperty("share").GetDouble());
        });
    }

    [Fact]
    public async Task Log_Should_DeleteItsOldFilesAlone_When_ADayBegins()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:Log:Share"] = "1");
        using var http = host.Http();
        var asset = await host.AddAssetAsync(TestPng.Noise(1));
        var folder = Directory.CreateDirectory(Path.Combine(host.Data, "deliveries")).FullName;
        string[] old = ["2020-01-01.0a.ndjson", "x.ndjson", "2020-01-01.txt", "my-own-figures.ndjson"];
        foreach (var name in old)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name), "", Ct);
        }

        using var first = await http.GetAsync(host.RenditionUrl(asset), Ct);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (File.Exists(Path.Combine(folder, old[0])))
        {
            await Task.Delay(20, patience.Token);
        }

        using var second = await http.GetAsync(host.RenditionUrl(asset), Ct);
        await LinesAsync(host, count: 2);
        Assert.All(old[1..], name => Assert.True(File.Exists(Path.Combine(folder, name)), name));
    }

    /// <summary>Who takes a byte now and then is cut off, and does not hold on to the file for ever.</summary>
    [Fact]
    public async Task Original_Should_BeLoggedAndLetGoOf_When_ItsReaderIsSlow()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Delivery:SlowestClient"] = "1000000");
        var asset = await host.AddAssetAsync([.. Samples.Read(Samples.Meadow), .. new byte[30_000_000]], "meadow.jpg");
        var url = host.Get<MediaUrls>().ForOriginal(asset, asset.CurrentVersion).Url;
        using var http = host.Http();
        using (await http.GetAsync(host.RenditionUrl(asset), Ct))
        {
            // Of which no line is asked for.
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
        await socket.ConnectAsync(http.BaseAddress!.Host, http.BaseAddress.Port, Ct);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {url.PathAndQuery} HTTP/1.1\r\nHost: x\r\n\r\n"), Ct);
        await socket.ReceiveAsync(new byte[1], Ct);

        var line = Assert.Single(await LinesAsync(host, count: 1));

        Assert.Equal("original", line.GetProperty("file").GetString());
        Assert.Equal("w", line.GetProperty("context").GetString());
    }

    [Theory]
    [InlineData("Dam:Delivery:Log:Share", "1.5")]
    [InlineData("Dam:Delivery:Log:Share", "all")]
    [InlineData("Dam:Delivery:Log:Kept", "00:00:01")]
    public void From_Should_NameTheSetting_When_ItIsWrong(string name, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(name, value)]).Build();
        Assert.StartsWith(name, Assert.Throws<InvalidOperationException>(() => DeliveryLogOptions.From(configuration)).Message, StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> LinesAsync(DamHost host, int count)
    {
        var folder = Path.Combine(host.Data, "deliveries");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (true)
        {
            var lines = new List<JsonElement>();
            foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder) : [])
            {
                await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(file);
                var text = await reader.ReadToEndAsync(Ct);
                lines.AddRange(text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement));
            }

            if (lines.Count >= count)
            {
                return [.. lines];
            }

            await Task.Delay(20, patience.Token);
        }
    }
}
