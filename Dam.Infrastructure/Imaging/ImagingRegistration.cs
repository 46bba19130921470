using Dam.Domain.Imaging;
using Dam.Infrastructure.Health;
using Dam.Infrastructure.Imaging.Apart;
using Dam.Infrastructure.Imaging.Vips;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Imaging;

public static class ImagingRegistration
{
    /// <summary>Adds <see cref="IImageEngine"/>. The first use fails with instructions when libvips is missing.</summary>
    /// <param name="program">Path of the assembly that runs <see cref="PictureServer"/> at the command <c>pictures</c>.</param>
    public static IServiceCollection AddImaging(this IServiceCollection services, string program)
    {
        services.AddOptions<ImagingOptions>()
            .BindConfiguration(ImagingOptions.Section)
            .Validate(
                options => options is { MaxConcurrency: > 0, MaxWaiting: >= 0, MaxPixels: > 0, MaxPixelsInMemory: > 0 } && options.Timeout > TimeSpan.Zero,
                "Dam:Imaging: every bound must be positive.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddOptions<Dictionary<string, WatermarkOptions>>()
            .BindConfiguration(WatermarkOptions.Sections)
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<Dictionary<string, WatermarkOptions>>, WatermarksValidator>();
        services.AddSingleton<IWatermarks>(provider => new Watermarks(provider.GetRequiredService<IOptions<Dictionary<string, WatermarkOptions>>>().Value));
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<ImagingOptions>>().Value);
        services.AddSingleton(provider => new PictureProcesses(program, provider.GetRequiredService<ImagingOptions>().MaxConcurrency));
        services.AddSingleton<VipsImageEngine>();
        services.AddSingleton<ApartImageEngine>();
        services.AddSingleton<IImageEngine, DividedImageEngine>();
        return services.AddHealthPart("images", "libvips could not be loaded.", HealthRegistration.Long, static (services, _) =>
        {
            services.GetRequiredService<IImageEngine>();
            return Task.FromResult(HealthCheckResult.Healthy());
        })
            .AddHealthVersions("images", static (_, _) => Task.FromResult<IReadOnlyDictionary<string, string>>(new Dictionary<string, string>(StringComparer.Ordinal) { ["libvips"] = VipsLibrary.Version }));
    }
}

/// <summary>Each problem names its setting.</summary>
internal sealed class WatermarksValidator : IValidateOptions<Dictionary<string, WatermarkOptions>>
{
    public ValidateOptionsResult Validate(string? name, Dictionary<string, WatermarkOptions> options) =>
        options.SelectMany(one => one.Value.Problems(one.Key)).ToList() is { Count: > 0 } problems ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
}
