using System.Net;
using Azure.Core;
using Dam.Domain.Purges;
using Dam.Infrastructure;
using Dam.Infrastructure.Purges;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Infrastructure.Purges;

/// <summary>What each provider asks of its CDN, and what it takes for a confirmation.</summary>
public sealed class PurgerTests : IAsyncLifetime
{
    private const string Token = "token-that-nobody-may-see";

    private static readonly string[] Keys = ["asset-1", "license-2"];

    private readonly PurgeClient _client = new(TimeSpan.FromSeconds(20));

    private CdnServer _cdn = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cdn = await CdnServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cdn.DisposeAsync();
    }

    [Fact]
    public async Task Varnish_Should_SendKeysAndSecret_When_Purging()
    {
        _cdn.Answer(HttpStatusCode.OK);

        await Varnish.PurgeAsync(Keys, Ct);

        var call = Assert.Single(_cdn.Calls);
        Assert.Equal(("PURGE", "/", "asset-1 license-2", Token), (call.Method, call.Target, call.Headers["Surrogate-Key"], call.Headers["Dam-Purge-Secret"]));
        Assert.Equal($"varnish {_cdn.Address.Authority}", Varnish.Target);
    }

    [Fact]
    public async Task Fastly_Should_PurgeByHeader_When_EachKeyIsNamedInTheAnswer()
    {
        _cdn.Answer(HttpStatusCode.OK, """{ "asset-1": "1-1", "license-2": "1-2" }""");

        await Fastly.PurgeAsync(Keys, Ct);

        var call = Assert.Single(_cdn.Calls);
        Assert.Equal(("POST", "/service/SVC/purge", "asset-1 license-2", Token), (call.Method, call.Target, call.Headers["Surrogate-Key"], call.Headers["Fastly-Key"]));
        _cdn.Answer(HttpStatusCode.OK, """{ "asset-1": "1-1" }""");
        Assert.Equal("It did not say that license-2 was purged.", (await FailsAsync(Fastly)).Message);
    }

    [Fact]
    public async Task Cloudflare_Should_PurgeTags_When_TheAnswerSaysSuccess()
    {
        _cdn.Answer(HttpStatusCode.OK, """{ "success": true, "errors": [], "messages": [], "result": { "id": "9a7806061c88ada191ed06f989cc3dac" } }""");

        await Cloudflare.PurgeAsync(Keys, Ct);

        var call = Assert.Single(_cdn.Calls);
        Assert.Equal(
            ("POST", "/client/v4/zones/ZONE/purge_cache", $"Bearer {Token}", """{"tags":["asset-1","license-2"]}"""),
            (call.Method, call.Target, call.Headers["Authorization"], call.Body));
        _cdn.Answer(HttpStatusCode.OK, """{ "success": false, "errors": [{ "code": 1107, "message": "Only enterprise zones can purge by tag." }] }""");
        Assert.Contains("Only enterprise zones", (await FailsAsync(Cloudflare)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FrontDoor_Should_WaitForTheOperation_When_ItIsAccepted()
    {
        _cdn.Answer(HttpStatusCode.Accepted, "", ("Azure-AsyncOperation", $"{_cdn.Address}operations/7?api-version=1"), ("Retry-After", "0"));
        _cdn.Answer(HttpStatusCode.OK, """{ "status": "InProgress" }""", ("Retry-After", "0"));
        _cdn.Answer(HttpStatusCode.OK, """{ "status": "Succeeded" }""");

        await FrontDoor("media.example").PurgeAsync(Keys, Ct);

        var calls = _cdn.Calls.ToList();
        Assert.Equal(
            [
                ("POST", "/subscriptions/SUB/resourceGroups/RG%201/providers/Microsoft.Cdn/profiles/P/afdEndpoints/E/purge?api-version=2023-05-01"),
                ("GET", "/operations/7?api-version=1"),
                ("GET", "/operations/7?api-version=1"),
            ],
            calls.Select(call => (call.Method, call.Target.Replace("RG 1", "RG%201", StringComparison.Ordinal))));
        Assert.Equal("""{"contentPaths":["/media/*"],"domains":["media.example"]}""", calls[0].Body);
        Assert.All(calls, call => Assert.Equal($"Bearer {Token}", call.Headers["Authorization"]));
    }

    [Fact]
    public async Task FrontDoor_Should_FollowTheLocation_When_NothingElseIsNamed()
    {
        _cdn.Answer(HttpStatusCode.Accepted, "", ("Location", $"{_cdn.Address}results/7"), ("Retry-After", "0"));
        _cdn.Answer(HttpStatusCode.Accepted, "", ("Retry-After", "0"));
        _cdn.Answer(HttpStatusCode.NoContent);

        await FrontDoor().PurgeAsync(Keys, Ct);

        Assert.Equal(["/results/7", "/results/7"], _cdn.Calls.Skip(1).Select(call => call.Target));
        Assert.Equal("""{"contentPaths":["/media/*"]}""", _cdn.Calls.First().Body);
    }

    [Theory]
    [InlineData("""{ "status": "Failed" }""", "The operation has ended as Failed.")]
    [InlineData("""{ "status": "Canceled" }""", "The operation has ended as Canceled.")]
    [InlineData("""{ }""", "The operation has ended as nothing that it says.")]
    [InlineData("""<html>""", "It answered something that is no JSON.")]
    public async Task FrontDoor_Should_NotTakeItForDone_When_TheOperationDoesNotSucceed(string state, string message)
    {
        _cdn.Answer(HttpStatusCode.Accepted, "", ("Azure-AsyncOperation", $"{_cdn.Address}operations/7"), ("Retry-After", "0"));
        _cdn.Answer(HttpStatusCode.OK, state);

        Assert.Equal(message, (await FailsAsync(FrontDoor())).Message);
    }

    [Theory]
    [InlineData("https://elsewhere.example/operations/7")]
    [InlineData("/operations/7")]
    public async Task FrontDoor_Should_KeepItsToken_When_TheOperationIsElsewhere(string address)
    {
        _cdn.Answer(HttpStatusCode.Accepted, "", ("Azure-AsyncOperation", address), ("Retry-After", "0"));

        Assert.Equal("It did not say where its operation can be followed.", (await FailsAsync(FrontDoor())).Message);
        Assert.Single(_cdn.Calls);
    }

    [Theory]
    [InlineData("Varnish")]
    [InlineData("Fastly")]
    [InlineData("Cloudflare")]
    [InlineData("FrontDoor")]
    public async Task Purge_Should_FailWithoutTellingSecrets_When_NotConfirmed(string provider)
    {
        var purger = PurgerOf(provider);
        _cdn.Answer(HttpStatusCode.TooManyRequests, "slow down", ("Retry-After", "7"));
        var limited = await FailsAsync(purger);
        Assert.Equal(("It answered 429: slow down", TimeSpan.FromSeconds(7)), (limited.Message, limited.RetryAfter));

        foreach (var status in (HttpStatusCode[])[HttpStatusCode.InternalServerError, HttpStatusCode.BadGateway, HttpStatusCode.Forbidden, HttpStatusCode.Redirect])
        {
            _cdn.Answer(status, new string('x', 10_000), ("Location", "http://127.0.0.1:1/"));
            var failure = await FailsAsync(purger);
            Assert.Equal(($"It answered {(int)status}: {new string('x', 500)}", null), (failure.Message, failure.RetryAfter));
        }

        _cdn.Answer(HttpStatusCode.BadGateway, "gone", ("Content-Type", "text/html; charset=none-such"));
        Assert.Equal("It answered 502: gone", (await FailsAsync(purger)).Message);

        using var impatient = new PurgeClient(TimeSpan.FromMilliseconds(200));
        _cdn.Hang();
        Assert.Equal("No answer within 0.2 seconds.", (await FailsAsync(PurgerOf(provider, impatient))).Message);
        await _cdn.DisposeAsync();
        var gone = await FailsAsync(purger);
        Assert.StartsWith("No answer: ", gone.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Token, $"{gone} {limited}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dam:Purge:Provider", "Akamai", "None, Varnish, Fastly, Cloudflare, FrontDoor")]
    [InlineData("Dam:Purge:Timeout", "00:00:00", "Dam:Purge:Timeout")]
    [InlineData("Dam:Purge:Kept", "01:00:00", "Dam:Purge:Kept")]
    [InlineData("Dam:Purge:Varnish:Addresses:0", "localhost:6081", "Dam:Purge:Varnish:Addresses:0")]
    [InlineData("Dam:Purge:Varnish:Addresses:0", "http://me:with spaces@10.0.0.11:6081", "Dam:Purge:Varnish:Addresses:0")]
    [InlineData("Dam:Purge:Varnish:Addresses:1", "http://10.0.0.11:6081/", "must name each Varnish once")]
    [InlineData("Dam:Purge:Varnish:Secret", "short", "Dam:Purge:Varnish:Secret")]
    [InlineData("Dam:Purge:Varnish:Secret", "with spaces and\nlines", "Dam:Purge:Varnish:Secret")]
    public void Settings_Should_StopTheStart_When_TheyCannotBeUsed(string setting, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            [new("Dam:Purge:Provider", "Varnish"), new("Dam:Purge:Varnish:Addresses:0", "http://10.0.0.11:6081"), new("Dam:Purge:Varnish:Secret", "0123456789abcdef")])
            .AddInMemoryCollection([new(setting, value)])
            .Build();

        var problem = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddDamInfrastructure(configuration));

        Assert.Contains(named, problem.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("with spaces", problem.Message, StringComparison.Ordinal);
    }

    private VarnishPurger Varnish => new(_cdn.Address, Token, _client);

    private FastlyPurger Fastly => new(_cdn.Address, "SVC", Token, _client);

    private CloudflarePurger Cloudflare => new(new Uri(_cdn.Address, "client/v4/"), "ZONE", Token, _client);

    private FrontDoorPurger FrontDoor(params string[] domains) => FrontDoor(_client, domains);

    private FrontDoorPurger FrontDoor(PurgeClient client, params string[] domains) => new(
        new FrontDoorOptions { SubscriptionId = "SUB", ResourceGroup = "RG 1", Profile = "P", EndpointName = "E", Domains = [.. domains] }, _cdn.Address, new FixedCredential(), client);

    private IPurger PurgerOf(string provider, PurgeClient? client = null) => provider switch
    {
        "Varnish" => new VarnishPurger(_cdn.Address, Token, client ?? _client),
        "Fastly" => new FastlyPurger(_cdn.Address, "SVC", Token, client ?? _client),
        "Cloudflare" => new CloudflarePurger(_cdn.Address, "ZONE", Token, client ?? _client),
        _ => FrontDoor(client ?? _client),
    };

    private static Task<PurgeFailedException> FailsAsync(IPurger purger) => Assert.ThrowsAsync<PurgeFailedException>(() => purger.PurgeAsync(Keys, Ct));

    private sealed class FixedCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(Token, DateTimeOffset.MaxValue);

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
    }
}
