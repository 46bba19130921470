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
        ("ffmpeg", "films and sound"), ("ffprobe", "films and sound"), ("pdfinfo", "PDF"), ("pdftoppm", "pages of PDF"), ("pdftotext", "text of PDF"), ("simple_dcraw", "cameras' own files"),
        ("dcraw_emu", "cameras' own files"), ("heif-convert", "HEIF"),
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
        return services.AddHealthPart("media", "What programs there are cannot be found out.", HealthRegistration.Long, static (services, _) => Task.FromResult(HealthOf(services.GetRequiredService<Toolbox>().Ocr, Sandbox.Find)))
            .AddHealthVersions("media", static (services, ct) => new ToolVersions(services.GetRequiredService<Toolbox>()).FindAsync(ct));
    }

    /// <summary>Healthy all the same: who has no films needs nothing for them. What is missing is said.</summary>
    /// <param name="ocr">Languages in which texts in pictures are to be read; null for none.</param>
    internal static HealthCheckResult HealthOf(string? ocr, Func<string, string?> find)
    {
        var needs = ocr is null ? Needs : [.. Needs, ("tesseract", "texts in pictures")];
        var missing = needs.Where(need => find(need.Tool) is null).Select(need => $"{need.Tool} ({need.For})").ToList();
        return HealthCheckResult.Healthy(missing.Count == 0 ? null : $"Not installed, and so not done: {string.Join(", ", missing)}.");
    }
}
