using Dam.Domain.Media;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Media;

public static class MediaRegistration
{
    /// <summary>Adds <see cref="IMediaReader"/>. The programs that it needs may be missing: what needs one then says so.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddOptions<MediaOptions>()
            .BindConfiguration(MediaOptions.Section)
            .Validate(
                options => options is { ProcessorSeconds: > 0, Memory: > 0, LargestOutput: > 0 } && options.Timeout > TimeSpan.Zero,
                $"{MediaOptions.Section}: every bound must be positive.")
            .Validate(
                options => options.Ocr is null || options.Ocr.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '+'),
                $"{MediaOptions.Section}:{nameof(MediaOptions.Ocr)} names languages as tesseract does: eng+fra+chi_sim.")
            .ValidateOnStart();
        services.AddSingleton(provider => new Toolbox(provider.GetRequiredService<IOptions<MediaOptions>>().Value));
        services.AddSingleton<IMediaReader, MediaReader>();
        return services;
    }
}
