using System.Net;
using Dam.Api.Access;
using Dam.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Access;

public sealed class AccessTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task Request_Should_BeUnauthenticated_When_TheKeyIsWrong(string environment)
    {
        await using var host = DamHost.Start(environment);
        using var http = host.Http("not-a-key-that-is-known");

        using var response = await http.GetAsync("/health/live", Ct);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("Production", DamHost.AdministratorKey, "bootstrap", "asset:write")]
    [InlineData("Production", DamHost.StorefrontKey, "storefront", "asset:read-deliverable")]
    [InlineData("Development", DamHost.StorefrontKey, "storefront", "asset:read-deliverable")]
    [InlineData("Production", null, "anonymous", null)]
    [InlineData("Development", null, "developer", "asset:write")]
    public async Task Caller_Should_BeWhoTheKeySays_When_Asked(string environment, string? key, string subject, string? permission)
    {
        await using var host = DamHost.Start(environment);

        var caller = await CallerAsync(host, context =>
        {
            if (key is not null)
            {
                context.Request.Headers[ApiKeyAuthentication.Header] = key;
            }
        });

        Assert.Equal(subject, caller.Subject);
        Assert.True(permission is null ? caller.Permissions.Count == 0 : caller.May(permission));
        Assert.Equal(permission == Permissions.WriteAssets, caller.May(Permissions.WriteAssets));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.5")]
    [InlineData("Forwarded", "for=203.0.113.5")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "evil.example")]
    [InlineData("Origin", "https://evil.example")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    public async Task Caller_Should_BeAnonymous_When_SomethingElseSpeaksThroughTheLoopback(string header, string value)
    {
        await using var host = DamHost.Start("Development");

        Assert.Equal("anonymous", (await CallerAsync(host, context => context.Request.Headers[header] = value)).Subject);
    }

    [Theory]
    [InlineData("203.0.113.5", "127.0.0.1")]
    [InlineData("127.0.0.1", "192.0.2.1")]
    public async Task Caller_Should_BeAnonymous_When_OneEndIsElsewhere(string remote, string local)
    {
        await using var host = DamHost.Start("Development");

        var caller = await CallerAsync(host, context =>
        {
            context.Connection.RemoteIpAddress = IPAddress.Parse(remote);
            context.Connection.LocalIpAddress = IPAddress.Parse(local);
        });

        Assert.Equal("anonymous", caller.Subject);
    }

    [Fact]
    public async Task Endpoint_Should_SayWhoMayUseIt_When_ItExists()
    {
        await using var host = DamHost.Start();
        var endpoints = host.Get<EndpointDataSource>().Endpoints;

        Assert.Contains(endpoints, endpoint => endpoint.DisplayName!.Contains("/media/", StringComparison.Ordinal));
        Assert.All(endpoints, endpoint => Assert.True(
            endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null || endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null,
            $"{endpoint.DisplayName} says nothing about who may use it."));
    }

    [Fact]
    public async Task FallbackPolicy_Should_RefuseEvenAdministrators_When_AnEndpointSaysNothing()
    {
        await using var host = DamHost.Start();
        var policy = await host.Get<IAuthorizationPolicyProvider>().GetFallbackPolicyAsync();
        using var scope = host.Services.CreateScope();
        var administrator = new System.Security.Claims.ClaimsPrincipal(new CallerIdentity(Caller.Administrator("tests"), "tests"));

        var result = await scope.ServiceProvider.GetRequiredService<IAuthorizationService>().AuthorizeAsync(administrator, resource: null, policy!);

        Assert.False(result.Succeeded);
    }

    /// <summary>Authenticates a request from the loopback, as the pipeline does.</summary>
    private static async Task<Caller> CallerAsync(DamHost host, Action<HttpContext> configure)
    {
        await using var scope = host.Services.CreateAsyncScope();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider };
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("127.0.0.1:5080");
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Connection.LocalIpAddress = IPAddress.Loopback;
        configure(context);
        var result = await context.AuthenticateAsync();
        Assert.Null(result.Failure);
        context.User = result.Principal ?? context.User;
        return context.GetCaller();
    }
}
