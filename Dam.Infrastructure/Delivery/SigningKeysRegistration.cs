using Dam.Domain.Delivery;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Delivery;

public static class SigningKeysRegistration
{
    /// <summary>Adds <see cref="SigningKeys"/>: those that are configured, else the one that was made once and is kept in the data folder.</summary>
    /// <param name="configured">Null when none are.</param>
    public static IServiceCollection AddSigningKeys(this IServiceCollection services, Func<IServiceProvider, SigningKeys?> configured) =>
        services.AddSingleton(provider =>
            configured(provider) ?? SigningKeyFile.LoadOrCreate(Path.Combine(provider.GetRequiredService<DataFolder>().Path, SigningKeyFile.Name)));
}
