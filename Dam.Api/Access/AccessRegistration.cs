using Dam.Api.Hosting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace Dam.Api.Access;

internal static class AccessRegistration
{
    public static void AddAccess(this IServiceCollection services)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).Validated(options => options.Problems());
        services.AddSingleton<ApiKeys>();

        // The core alone: the rest would keep cookie keys in the home folder, and there are no cookies.
        services.AddAuthenticationCore(authentication =>
        {
            authentication.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, displayName: null);
            authentication.DefaultScheme = ApiKeyAuthentication.SchemeName;
        });
        services.AddTransient<ApiKeyAuthentication>();
        services.AddWebEncoders();

        // A route that says nothing about who may use it is used by nobody.
        services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(_ => false).Build());
    }

    public static void WarnWithoutKeys(this WebApplication app)
    {
        if (!app.Environment.IsDevelopment() && app.Services.GetRequiredService<ApiKeys>().IsEmpty)
        {
            app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(AccessRegistration)).LogWarning(
                "No API key is set, so nobody may do anything. Set {Section}:{Setting}, or start in Development, where a caller on this machine needs none.",
                AccessOptions.Section,
                nameof(AccessOptions.BootstrapKey));
        }
    }

    /// <summary>Finds out who asks. A key that is wrong is answered with 401, also where no key would have been needed: its sender believes to be somebody.</summary>
    public static void UseAccess(this IApplicationBuilder app)
    {
        app.UseAuthentication();
        app.Use(async (context, next) =>
        {
            if (context.User.Identity is not CallerIdentity && (await context.AuthenticateAsync()).Failure is not null)
            {
                await context.ChallengeAsync();
                return;
            }

            await next(context);
        });
        app.UseAuthorization();
    }
}
