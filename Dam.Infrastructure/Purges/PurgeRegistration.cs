using Dam.Domain.Purges;
using Dam.Infrastructure.Health;
using Dam.Infrastructure.Persistence.Purges;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Purges;

internal static class PurgeRegistration
{
    public static IServiceCollection AddPurges(this IServiceCollection services, IConfiguration configuration)
    {
        var options = PurgeOptions.From(configuration);
        services.AddSingleton(options).AddSingleton<PurgeSignal>().AddSingleton<PurgeTable>().AddSingleton<IPurgeReader, PurgeReader>();
        Func<IServiceProvider, IPurger>[] purgers = options.Provider switch
        {
            "None" => [],
            "Varnish" => [.. Varnish(options.Varnish)],
            var unknown => throw UnknownProvider.Of(PurgeOptions.ProviderSetting, unknown, "None", "Varnish"),
        };
        if (purgers.Length == 0)
        {
            return services;
        }

        foreach (var purger in purgers)
        {
            services.AddSingleton(purger);
        }

        return services
            .AddSingleton(new PurgeClient(options.Timeout))
            .AddHostedService<PurgeWorker>()
            .AddHealthPart("purges", "The purges that wait cannot be read.", HealthRegistration.Brief, static async (services, ct) => HealthRegistration.Waiting(
                (await services.GetRequiredService<IPurgeReader>().BacklogAsync(ct)).Since, services.GetRequiredService<TimeProvider>().GetUtcNow(), services.GetHealthOptions().LongestPurge, "A purge"));
    }

    private static IEnumerable<Func<IServiceProvider, IPurger>> Varnish(VarnishOptions options)
    {
        const string section = $"{PurgeOptions.Section}:{nameof(PurgeOptions.Varnish)}";
        var secret = PurgeOptions.Secret($"{section}:{nameof(VarnishOptions.Secret)}", options.Secret, least: 16);
        var addresses = options.Addresses.Select((text, index) => PurgeOptions.Address($"{section}:{nameof(VarnishOptions.Addresses)}:{index}", text)).ToList();
        return addresses.Count > 0 && addresses.DistinctBy(address => address.Authority, StringComparer.Ordinal).Count() == addresses.Count
            ? addresses.Select<Uri, Func<IServiceProvider, IPurger>>(address => provider => new VarnishPurger(address, secret, provider.GetRequiredService<PurgeClient>()))
            : throw new InvalidOperationException($"{section}:{nameof(VarnishOptions.Addresses)} must name each Varnish once, and at least one.");
    }
}
