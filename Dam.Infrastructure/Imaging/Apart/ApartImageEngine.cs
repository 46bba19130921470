using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dam.Domain.Imaging;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Telemetry;

namespace Dam.Infrastructure.Imaging.Apart;

/// <summary>The image engine in processes of their own. As many pictures are worked on at a time as the options allow; the others wait, however many.</summary>
internal sealed class ApartImageEngine(PictureProcesses processes, ImagingOptions options, IWatermarks watermarks) : IImageEngine
{
    /// <summary>The process has no clock of its own to go by: it may stand still for as long as others are in a hurry.</summary>
    private readonly ImagingOptions _bounds = new()
    {
        MaxConcurrency = 1,
        MaxWaiting = 0,
        MaxPixels = options.MaxPixels,
        MaxPixelsInMemory = options.MaxPixelsInMemory,
        Timeout = TimeSpan.FromDays(1),
    };

    public Task<ImageHeader> IdentifyAsync(Stream source, CancellationToken cancellationToken) => AskAsync("identify", new(PictureStep.Identify), source, PictureJson.Default.ImageHeader, cancellationToken);

    public Task<EmbeddedBlocks> ReadBlocksAsync(Stream source, CancellationToken cancellationToken) => AskAsync("blocks", new(PictureStep.Blocks), source, PictureJson.Default.EmbeddedBlocks, cancellationToken);

    public async Task<ImageFacts> PrepareAsync(Stream source, Stream mezzanine, CancellationToken cancellationToken) =>
        Read(await DoAsync("prepare", new(PictureStep.Prepare), source, [mezzanine], cancellationToken), PictureJson.Default.ImageFacts);

    public async Task<Likeness?> LookAsync(Stream source, CancellationToken cancellationToken) =>
        await DoAsync("reduce", new(PictureStep.Look), source, [], cancellationToken) is { Length: > 0 } answer ? Read(answer, PictureJson.Default.Likeness) : null;

    public Task RenderAsync(Stream source, CanonicalTransform transform, ImageFormat format, Stream destination, CancellationToken cancellationToken) => DoAsync(
        "render", new(PictureStep.Render) { Transforms = [transform.ToString()], Format = format, Marks = MarksOf([transform]) }, source, [destination], cancellationToken);

    public Task RenderSetAsync(Stream source, IReadOnlyList<RenditionTarget> set, CancellationToken cancellationToken) => DoAsync(
        "render set",
        new(PictureStep.RenderSet) { Transforms = [.. set.Select(one => one.Transform.ToString())], Marks = MarksOf(set.Select(one => one.Transform)) },
        source,
        [.. set.Select(one => one.Destination)],
        cancellationToken);

    private List<Watermark> MarksOf(IEnumerable<CanonicalTransform> transforms) =>
        [.. transforms.Select(transform => transform.Watermark).OfType<string>().Distinct(StringComparer.Ordinal).Select(watermarks.WithDigest).OfType<Watermark>()];

    private async Task<T> AskAsync<T>(string step, PictureTask task, Stream source, JsonTypeInfo<T> answer, CancellationToken ct) => Read(await DoAsync(step, task, source, [], ct), answer);

    private async Task<byte[]> DoAsync(string step, PictureTask task, Stream source, IReadOnlyList<Stream> made, CancellationToken ct)
    {
        using var span = DamTelemetry.StartImage(step);
        try
        {
            return await processes.UseAsync(process => process.Do(task with { Bounds = _bounds }, source, made, options.Timeout, ct), ct);
        }
        catch (ImageException refusal)
        {
            span?.Fail(refusal);
            throw;
        }
    }

    private static T Read<T>(byte[] answer, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(answer, type) ?? throw new InvalidDataException("The process that works on pictures answered nothing.");
}
