using Dam.Domain.Delivery;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Delivery;

public static class DeliveryStorage
{
    /// <summary>Adds <see cref="IDeliveryLog"/>: files in a folder.</summary>
    public static IServiceCollection AddDeliveryLog(this IServiceCollection services) => services
        .AddSingleton(provider => DeliveryLogOptions.From(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<DeliveryLogFiles>()
        .AddSingleton<IDeliveryLog>(provider => provider.GetRequiredService<DeliveryLogFiles>())
        .AddHostedService(provider => provider.GetRequiredService<DeliveryLogFiles>());

    /// <summary>Adds <see cref="SigningKeys"/>: those that are configured, else the one that was made once and is kept in the data folder.</summary>
    /// <param name="configured">Null when none are.</param>
    public static IServiceCollection AddSigningKeys(this IServiceCollection services, Func<IServiceProvider, SigningKeys?> configured) =>
        services.AddSingleton(provider =>
            configured(provider) ?? SigningKeyFile.LoadOrCreate(Path.Combine(provider.GetRequiredService<DataFolder>().Path, SigningKeyFile.Name)));
}
