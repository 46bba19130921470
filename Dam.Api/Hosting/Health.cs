using System.Text.Json;
using System.Text.Json.Serialization;
using Dam.Api.Access;
using Dam.Domain.Access;
using Dam.Infrastructure.Health;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Api.Hosting;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: it should get work; 503 when it should not. Everybody learns the status, and who may see more each part with what is wrong.
/// </summary>
internal static class Health
{
    public const string ReadyPath = "/health/ready";

    private const string LivePath = "/health/live";

    public static void AddHealth(this IServiceCollection services) => services
        .AddHealthPart("service", "The service cannot tell.", TimeSpan.Zero, static (services, _) => Task.FromResult(
            services.GetRequiredService<Shutdown>().HasBegun ? HealthCheckResult.Unhealthy("The service is stopping.") : HealthCheckResult.Healthy()));

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapHealthChecks(LivePath, new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        routes.MapHealthChecks(ReadyPath, new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
    }

    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        List<HealthOfPart>? parts = null;
        if (context.GetCaller().May(Permissions.ReadHealth))
        {
            parts = [];
            foreach (var (name, part) in report.Entries)
            {
                var versions = context.RequestServices.GetKeyedService<HealthVersions>(name);
                parts.Add(new HealthOfPart(name, TextOf(part.Status), part.Description, versions is null ? null : await versions.FindAsync(context.RequestAborted)));
            }
        }

        await context.Response.WriteAsJsonAsync(
            new HealthOfService(TextOf(report.Status), parts is { Count: > 0 } ? parts : null), HealthJson.Default.HealthOfService, contentType: null, context.RequestAborted);
    }

    private static string TextOf(HealthStatus status) => JsonNamingPolicy.CamelCase.ConvertName(status.ToString());
}

/// <param name="Problem">What is wrong, for operators; null when nothing is.</param>
/// <param name="Versions">Of what others have made and the part uses, by name; null where it uses nothing.</param>
internal sealed record HealthOfPart(string Name, string Status, string? Problem, IReadOnlyDictionary<string, string>? Versions);

/// <param name="Status"><c>healthy</c>, <c>degraded</c> (it works, and somebody should look) or <c>unhealthy</c>.</param>
/// <param name="Parts">Null for callers who may not see them.</param>
internal sealed record HealthOfService(string Status, IReadOnlyList<HealthOfPart>? Parts);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HealthOfService))]
internal sealed partial class HealthJson : JsonSerializerContext;
