using Dam.Domain.Media;
using Dam.Infrastructure.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Dam.Infrastructure.Media;

public static class MediaRegistration
{
    private static readonly (string Tool, string For)[] Needs =
    [
        ("ffmpeg", "films and sound"), ("ffprobe", "films and sound"), ("pdfinfo", "PDF"), ("pdftoppm", "pages of PDF"), ("dcraw_emu", "cameras' own files"), ("heif-convert", "HEIF"),
    ];

    /// <summary>Adds <see cref="IMediaReader"/>. The programs that it needs may be missing: what needs one then says so.</summary>
    public static IServiceCollection AddMedia(this IServiceCollection services)
    {
        services.AddOptions<MediaOptions>()
            .BindConfiguration(MediaOptions.Section)
            .Validate(
                options => options is { ProcessorSeconds: > 0, Memory: > 0, LargestOutput: > 0, MaxConcurrency: > 0, MaxWaiting: >= 0 } && options.Timeout > TimeSpan.Zero,
                $"{MediaOptions.Section}: every bound must be positive.")
            .Validate(
                options => options.Ocr is null || options.Ocr.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '+'),
                $"{MediaOptions.Section}:{nameof(MediaOptions.Ocr)} names languages as tesseract does: eng+fra+chi_sim.")
            .ValidateOnStart();
        services.AddSingleton(provider => new Toolbox(provider.GetRequiredService<IOptions<MediaOptions>>().Value));
        services.AddSingleton<IMediaReader>(provider => ActivatorUtilities.CreateInstance<MediaReader>(provider, provider.GetRequiredService<IOptions<MediaOptions>>().Value));
        return services.AddHealthPart("media", "What programs there are cannot be found out.", HealthRegistration.Long, static (_, _) => Task.FromResult(HealthOf(Toolbox.Find)));
    }

    /// <summary>Healthy all the same: who has no films needs nothing for them. What is missing is said.</summary>
    internal static HealthCheckResult HealthOf(Func<string, string?> find)
    {
        var missing = Needs.Where(need => find(need.Tool) is null).Select(need => $"{need.Tool} ({need.For})").ToList();
        return HealthCheckResult.Healthy(missing.Count == 0 ? null : $"Not installed, and so not done: {string.Join(", ", missing)}.");
    }
}
