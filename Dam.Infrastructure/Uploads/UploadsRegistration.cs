using System.Net;
using Dam.Domain.Uploads;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Uploads;

internal static class UploadsRegistration
{
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration)
    {
        var fetching = UrlFetchOptions.From(configuration);
        services.AddSingleton<IUrlFetcher>(_ => new UrlFetcher(fetching, Dns.GetHostAddressesAsync));
        return HotFolderOptions.From(configuration) is { } folder ? services.AddSingleton(folder).AddHostedService<HotFolderWatch>() : services;
    }
}
