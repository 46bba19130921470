using Dam.Domain.Scanning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Scanning;

public static class ScanningRegistration
{
    /// <summary>Adds <see cref="IContentScanner"/>, which is off unless <c>Dam:Scan:Clamd</c> says where clamd is.</summary>
    public static IServiceCollection AddScanning(this IServiceCollection services)
    {
        services.AddOptions<ScanOptions>()
            .BindConfiguration(ScanOptions.Section)
            .Validate(
                options => string.IsNullOrEmpty(options.Clamd) || ClamdScanner.Parse(options.Clamd) is not null,
                $"{ScanOptions.Section}:{nameof(ScanOptions.Clamd)} is neither host:port nor the path of a socket.")
            .Validate(options => options.Timeout > TimeSpan.Zero, $"{ScanOptions.Section}:{nameof(ScanOptions.Timeout)} must be positive.")
            .ValidateOnStart();
        services.AddSingleton<IContentScanner>(provider => new ClamdScanner(provider.GetRequiredService<IOptions<ScanOptions>>().Value));
        return services;
    }
}
