using Dam.Infrastructure.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Audit;

internal static class AuditRegistration
{
    public static IServiceCollection AddAuditCheckpoints(this IServiceCollection services)
    {
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        return services
            .AddSingleton<IValidateOptions<AuditOptions>, Validator>()
            .AddSingleton<AuditCheckpoints>()
            .AddSingleton<CheckpointWriter>()
            .AddHostedService(provider => provider.GetRequiredService<CheckpointWriter>())
            .AddHealthPart("audit", "The audit's checkpoints cannot be asked.", HealthRegistration.Brief, static (services, _) => Task.FromResult(
                services.GetRequiredService<CheckpointWriter>().HasFailed
                    ? HealthCheckResult.Degraded("The audit chain's last checkpoint could not be written; the log says why.")
                    : HealthCheckResult.Healthy()));
    }

    private sealed class Validator : IValidateOptions<AuditOptions>
    {
        public ValidateOptionsResult Validate(string? name, AuditOptions options) =>
            options.Problems().ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }
}
