using Dam.Api.Hosting;
using Dam.Api.Renditions;
using Dam.Domain.Delivery;
using Dam.Domain.Renditions;
using Dam.Infrastructure.Delivery;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

internal static class DeliveryRegistration
{
    public static void AddDelivery(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).Validated(options => options.Problems());
        services.AddSigningKeys(provider =>
            provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.SigningKeys is { Count: > 0 } keys ? new SigningKeys(keys.Select(key => key.ToKey())) : null);
        services.AddSingleton<IPublicAddress, PublicAddress>();
        services.AddSingleton<UrlSigner>();
        services.AddSingleton<MediaUrls>();
        services.AddSingleton<UploadUrls>();
        services.AddSingleton<RenditionMaker>();
        services.AddSingleton(provider => new RecentRenditions(provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.MemoryCacheBytes));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.Bounds);
        services.AddSingleton<RenditionLimits>();
        services.AddSingleton<GetRenditionHandler>();
        services.AddOptions<RenditionOptions>().BindConfiguration(RenditionOptions.Section);
        services.AddSingleton<AskedTransforms>();
        services.AddSingleton<EdgeTerritory>();
        services.AddSingleton<CachePolicy>();
        services.AddSingleton<MediaEndpoint>();
    }
}
