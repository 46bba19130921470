using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dam.Tests.Infrastructure.Blobs;

namespace Dam.Tests.Api.Durability;

/// <summary>A storage account that answers 503 for a while: everybody is told when to come again, nothing is half-done, and all goes on afterwards.</summary>
public sealed class BusyStoreTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Service_Should_SayWhenToComeAgainAndLoseNothing_When_TheStoreIsBusy()
    {
        await using var account = await BusyAccount.StartAsync(azurite, Ct);
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Blobs:Provider"] = "Azure";
            settings["Dam:Blobs:Azure:ConnectionString"] = account.ConnectionString;
            settings["Dam:Blobs:Azure:ContainerPrefix"] = "busy-";
            settings["Dam:Blobs:Azure:DirectUploads"] = "false";
            settings["Dam:Jobs:FirstDelay"] = "00:00:00.1";
            settings["Logging:LogLevel:Default"] = "None";
        });
        var client = host.Administrator;
        var shown = await client.PublishAsync("shown.png", TestPng.Noise(1));
        var url = (await client.QueryAsync("query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, format: PNG }) { url } } }", new { id = shown }))
            .GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
        var waiting = await client.UploadAsync("waiting.png", TestPng.Noise(2));
        var (whole, part) = (TestPng.Noise(3), TestPng.Noise(4));
        var (wholeTarget, partTarget) = (await client.ReserveAsync(whole), await client.ReserveAsync(part));
        using var http = host.Http(DamHost.AdministratorKey);
        http.Timeout = Patience;

        account.IsBusy = true;

        var created = await client.CreateAssetAsync(waiting);
        foreach (var refused in await Task.WhenAll(http.PutAsync(wholeTarget.Url, new ByteArrayContent(whole), Ct), client.PatchAsync(partTarget.TusUrl, 0, part), http.GetAsync(url, Ct)))
        {
            using (refused)
            {
                var problem = await refused.Content.ReadFromJsonAsync<JsonElement>(Ct);
                Assert.Equal((HttpStatusCode.ServiceUnavailable, "STORAGE_UNAVAILABLE", true), (refused.StatusCode, problem.GetProperty("code").GetString(), refused.Headers.CacheControl?.NoStore));
                Assert.Equal(TimeSpan.FromSeconds(10), refused.Headers.RetryAfter?.Delta);
            }
        }

        Assert.Equal((0, "The store of files cannot be used just now. Try again in a moment."), await client.WaitForPostponedJobAsync());
        account.IsBusy = false;

        using var sent = await http.PutAsync(wholeTarget.Url, new ByteArrayContent(whole), Ct);
        using var appended = await client.PatchAsync(partTarget.TusUrl, 0, part);
        using var rendition = await http.GetAsync(url, Ct);
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent, HttpStatusCode.OK], [sent.StatusCode, appended.StatusCode, rendition.StatusCode]);
        foreach (var id in (string[])[created, await client.CreateAssetAsync(wholeTarget.Id), await client.CreateAssetAsync(partTarget.Id)])
        {
            for (var wait = Stopwatch.StartNew(); wait.Elapsed < Patience && await StateAsync(client, id) is "PENDING" or "PROCESSING"; await Task.Delay(100, Ct))
            {
                // The clock by which the jobs wait is the test's.
                host.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            Assert.Equal("READY", await StateAsync(client, id));
        }
    }

    private static async Task<string?> StateAsync(DamClient client, string id) =>
        (await client.QueryAsync("query($id: ID!) { asset(id: $id) { processing { state } } }", new { id })).GetProperty("asset").GetProperty("processing").GetProperty("state").GetString();
}
