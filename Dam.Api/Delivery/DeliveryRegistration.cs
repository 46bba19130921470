using Dam.Api.Hosting;
using Dam.Domain.Delivery;
using Dam.Domain.Renditions;
using Dam.Infrastructure.Delivery;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

internal static class DeliveryRegistration
{
    public static void AddDelivery(this IServiceCollection services, string dataFolder)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).Validated(options => options.Problems());
        services.AddSingleton<SigningKeys>(provider =>
            provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.SigningKeys is { Count: > 0 } configured
                ? new SigningKeys(configured.Select(key => key.ToKey()))
                : SigningKeyFile.LoadOrCreate(Path.Combine(dataFolder, "signing-keys.json")));
        services.AddSingleton<IPublicAddress, PublicAddress>();
        services.AddSingleton<UrlSigner>();
        services.AddSingleton<MediaUrls>();
        services.AddSingleton<UploadUrls>();
        services.AddSingleton<GetRenditionHandler>();
        services.AddSingleton<EdgeTerritory>();
        services.AddSingleton<CachePolicy>();
        services.AddScoped<MediaEndpoint>();
    }
}
