using System.Text.Json.Serialization;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Imaging;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Api.Hosting;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: what it needs answers as well.</summary>
internal static class Health
{
    public static void AddHealth(this IServiceCollection services) =>
        services.AddHealthChecks()
            .Add(Check("database", "The database does not answer.", static (services, ct) =>
                services.GetRequiredService<IAssetReader>().FindForDeliveryAsync(Guid.Empty, ct)))
            .Add(Check("blobs", "The blob store cannot be written to.", static async (services, ct) =>
            {
                await using var content = new MemoryStream([0]);
                await using var staged = await services.GetRequiredService<IBlobStore>().StageAsync(content, limit: 1, ct);
            }))
            .Add(Check("images", "libvips could not be loaded.", static (services, _) =>
            {
                services.GetRequiredService<IImageEngine>();
                return Task.CompletedTask;
            }));

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static HealthCheckRegistration Check(string name, string problem, Func<IServiceProvider, CancellationToken, Task> probe) =>
        new(name, services => new Probe(services, problem, probe), HealthStatus.Unhealthy, tags: null, timeout: TimeSpan.FromSeconds(5));

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        var checks = report.Entries.Select(entry => new HealthOfPart(entry.Key, entry.Value.Status == HealthStatus.Healthy, entry.Value.Description));
        return context.Response.WriteAsJsonAsync(
            new HealthOfService(report.Status == HealthStatus.Healthy, [.. checks]), HealthJson.Default.HealthOfService, contentType: null, context.RequestAborted);
    }

    /// <summary>The exception goes to the log; who asks from outside learns which part it is.</summary>
    private sealed class Probe(IServiceProvider services, string problem, Func<IServiceProvider, CancellationToken, Task> probe) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await probe(services, cancellationToken);
                return HealthCheckResult.Healthy();
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy(problem, e);
            }
        }
    }
}

/// <param name="Problem">Null when healthy.</param>
internal sealed record HealthOfPart(string Name, bool Healthy, string? Problem);

internal sealed record HealthOfService(bool Healthy, IReadOnlyList<HealthOfPart> Checks);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthOfService))]
internal sealed partial class HealthJson : JsonSerializerContext;
