using Azure.Identity;
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
            "Fastly" => [Fastly(options.Fastly)],
            "Cloudflare" => [Cloudflare(options.Cloudflare)],
            "FrontDoor" => [FrontDoor(options.FrontDoor)],
            var unknown => throw UnknownProvider.Of(PurgeOptions.ProviderSetting, unknown, "None", "Varnish", "Fastly", "Cloudflare", "FrontDoor"),
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

    private static Func<IServiceProvider, IPurger> Fastly(FastlyOptions options)
    {
        const string section = $"{PurgeOptions.Section}:{nameof(PurgeOptions.Fastly)}";
        var endpoint = PurgeOptions.Address($"{section}:{nameof(FastlyOptions.Endpoint)}", options.Endpoint);
        var service = PurgeOptions.Name($"{section}:{nameof(FastlyOptions.ServiceId)}", options.ServiceId);
        var token = PurgeOptions.Secret($"{section}:{nameof(FastlyOptions.Token)}", options.Token, least: 1);
        return provider => new FastlyPurger(endpoint, service, token, provider.GetRequiredService<PurgeClient>());
    }

    private static Func<IServiceProvider, IPurger> Cloudflare(CloudflareOptions options)
    {
        const string section = $"{PurgeOptions.Section}:{nameof(PurgeOptions.Cloudflare)}";
        var endpoint = PurgeOptions.Address($"{section}:{nameof(CloudflareOptions.Endpoint)}", options.Endpoint);
        var zone = PurgeOptions.Name($"{section}:{nameof(CloudflareOptions.ZoneId)}", options.ZoneId);
        var token = PurgeOptions.Secret($"{section}:{nameof(CloudflareOptions.Token)}", options.Token, least: 1);
        return provider => new CloudflarePurger(endpoint, zone, token, provider.GetRequiredService<PurgeClient>());
    }

    private static Func<IServiceProvider, IPurger> FrontDoor(FrontDoorOptions options)
    {
        const string section = $"{PurgeOptions.Section}:{nameof(PurgeOptions.FrontDoor)}";
        var endpoint = PurgeOptions.Address($"{section}:{nameof(FrontDoorOptions.Endpoint)}", options.Endpoint);
        PurgeOptions.Name($"{section}:{nameof(FrontDoorOptions.SubscriptionId)}", options.SubscriptionId);
        PurgeOptions.Name($"{section}:{nameof(FrontDoorOptions.ResourceGroup)}", options.ResourceGroup);
        PurgeOptions.Name($"{section}:{nameof(FrontDoorOptions.Profile)}", options.Profile);
        PurgeOptions.Name($"{section}:{nameof(FrontDoorOptions.EndpointName)}", options.EndpointName);
        if (!options.Path.StartsWith('/'))
        {
            throw new InvalidOperationException($"{section}:{nameof(FrontDoorOptions.Path)} is \"{options.Path}\"; it must begin with a slash.");
        }

        return provider => new FrontDoorPurger(
            options, endpoint, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ManagedIdentityClientId }), provider.GetRequiredService<PurgeClient>());
    }
}
