using System.Net;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Infrastructure.Uploads;

internal static class UploadsRegistration
{
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration)
    {
        var fetching = UrlFetchOptions.From(configuration);
        services.AddSingleton<IUrlFetcher>(_ => new UrlFetcher(fetching, Dns.GetHostAddressesAsync));
        return HotFolderOptions.From(configuration) is { } folder
            ? services.AddSingleton(folder).AddHostedService<HotFolderWatch>().AddHealthPart("hot-folder", "The hot folder cannot be looked at.", HealthRegistration.Long, (_, _) =>
                Task.FromResult(Directory.Exists(folder.Path) ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The hot folder is not there.")))
            : services;
    }
}
