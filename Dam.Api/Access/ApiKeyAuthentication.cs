using System.Security.Claims;
using System.Text.Encodings.Web;
using Dam.Api.Hosting;
using Dam.Domain.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Dam.Api.Access;

/// <summary>
/// Reads the <c>Dam-Api-Key</c> header. Without one, a developer on this machine is an administrator in Development, and everybody else is anonymous.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder, ApiKeys keys, IHostEnvironment environment)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string SchemeName = "Dam-Api-Key";
    public const string Header = "Dam-Api-Key";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers[Header];
        if (header.Count > 1)
        {
            return Task.FromResult(AuthenticateResult.Fail($"There is more than one {Header} header."));
        }

        if (header.Count == 1)
        {
            return Task.FromResult(keys.Find(header[0] ?? "") is { } caller ? Success(caller) : AuthenticateResult.Fail("The API key is not known."));
        }

        return Task.FromResult(environment.IsDevelopment() && LocalDeveloper.IsAsking(Context)
            ? Success(Caller.Administrator("developer"))
            : AuthenticateResult.NoResult());
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = Header;
        return Problem.Of(StatusCodes.Status401Unauthorized, "NOT_AUTHENTICATED", $"The {Header} header is missing, or its key is not known.").ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problem.Of(StatusCodes.Status403Forbidden, "NOT_AUTHORIZED", "Your key does not allow this.").ExecuteAsync(Context);

    private static AuthenticateResult Success(Caller caller) =>
        AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller, SchemeName)), SchemeName));
}
