using System.Net;
using Dam.Domain.Uploads;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Uploads;

internal static class UploadsRegistration
{
    public static IServiceCollection AddUploads(this IServiceCollection services, IConfiguration configuration)
    {
        var options = UrlFetchOptions.From(configuration);
        return services.AddSingleton<IUrlFetcher>(_ => new UrlFetcher(options, Dns.GetHostAddressesAsync));
    }
}
