using Dam.Api.Hosting;
using Dam.Api.Renditions;
using Dam.Domain.Delivery;
using Dam.Domain.Renditions;
using Dam.Infrastructure.Delivery;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Dam.Api.Delivery;

internal static class DeliveryRegistration
{
    public static void AddDelivery(this IServiceCollection services)
    {
        services.AddOptions<DeliveryOptions>().BindConfiguration(DeliveryOptions.Section).Validated(options => options.Problems());
        services.AddSigningKeys(provider =>
            provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.SigningKeys is { Count: > 0 } keys ? new SigningKeys(keys.Select(key => key.ToKey())) : null);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<DeliveryOptions>>((kestrel, delivery) =>
            kestrel.Limits.MinResponseDataRate = new MinDataRate(delivery.Value.SlowestClient, TimeSpan.FromSeconds(5)));
        services.AddDeliveryLog();
        services.AddSingleton<IPublicAddress, PublicAddress>();
        services.AddSingleton<UrlSigner>();
        services.AddSingleton<MediaUrls>();
        services.AddSingleton<StandIns>();
        services.AddSingleton<UploadUrls>();
        services.AddSingleton<RenditionMaker>();
        services.AddSingleton(provider => new RecentRenditions(provider.GetRequiredService<IOptions<DeliveryOptions>>().Value is { AccelRedirect: null } options ? options.MemoryCacheBytes : 0));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<DeliveryOptions>>().Value.Bounds);
        services.AddSingleton<RenditionLimits>();
        services.AddSingleton<GetRenditionHandler>();
        services.AddOptions<RenditionOptions>().BindConfiguration(RenditionOptions.Section);
        services.AddSingleton<AskedTransforms>();
        services.AddSingleton<EdgeTerritory>();
        services.AddSingleton<CachePolicy>();
        services.AddSingleton<AccelRedirect>();
        services.AddSingleton<MediaEndpoint>();
    }
}
