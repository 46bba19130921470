using System.Runtime.ExceptionServices;
using Dam.Domain.Imaging;
using Dam.Domain.Likenesses;
using Dam.Infrastructure.Imaging.Steps;
using Dam.Infrastructure.Telemetry;

namespace Dam.Infrastructure.Imaging.Vips;

/// <summary>The image engine on libvips. As many pictures are worked on at a time as the options allow, a bounded number waits, others are told to come again.</summary>
internal sealed class VipsImageEngine : IImageEngine, IDisposable
{
    private readonly ImagingOptions _options;
    private readonly TimeProvider _time;
    private readonly IWatermarks? _watermarks;
    private readonly Seats _seats;

    public VipsImageEngine(ImagingOptions options, TimeProvider time, IWatermarks? watermarks = null)
    {
        VipsLibrary.EnsureStarted();
        _options = options;
        _watermarks = watermarks;
        _time = time;
        _seats = new Seats(options.MaxConcurrency, options.MaxWaiting);
    }

    public Task<ImageHeader> IdentifyAsync(Stream source, CancellationToken cancellationToken) =>
        WorkAsync("identify", source, Stream.Null, static (picture, _, _) => picture.Header, cancellationToken);

    public Task<EmbeddedBlocks> ReadBlocksAsync(Stream source, CancellationToken cancellationToken) =>
        WorkAsync("blocks", source, Stream.Null, static (picture, _, _) => picture.Blocks, cancellationToken);

    public Task<ImageFacts> PrepareAsync(Stream source, Stream mezzanine, CancellationToken cancellationToken) =>
        WorkAsync("prepare", source, mezzanine, Prepare, cancellationToken);

    public Task<Likeness?> LookAsync(Stream source, CancellationToken cancellationToken) => WorkAsync("reduce", source, Stream.Null, Look, cancellationToken);

    public Task RenderAsync(
        Stream source, CanonicalTransform transform, ImageFormat format, Stream destination, CancellationToken cancellationToken)
    {
        if (format == ImageFormat.Auto || (transform.Format != ImageFormat.Auto && transform.Format != format))
        {
            throw new ArgumentException($"{transform} cannot be rendered as {format}.", nameof(format));
        }

        var settled = transform.In(format);
        return WorkAsync(
            "render",
            source,
            destination,
            (picture, target, token) =>
            {
                Render(picture, settled, target, token);
                return true;
            },
            cancellationToken);
    }

    public Task RenderSetAsync(Stream source, IReadOnlyList<RenditionTarget> set, CancellationToken cancellationToken) => WorkAsync(
        "render set",
        source,
        Stream.Null,
        (picture, _, token) =>
        {
            RenderSet(picture, set, token);
            return true;
        },
        cancellationToken);

    public void Dispose() => _seats.Dispose();

    private void Render(SourcePicture picture, CanonicalTransform transform, VipsTarget target, CancellationToken cancellationToken)
    {
        var rendering = new Rendering(transform, picture.Header.Size, MarkOf(transform));
        using var decoded = transform.IsAnimated ? picture.DecodeFrames() : picture.Decode(rendering.Wanted, transform.Page);
        using var stopDecoding = decoded.KillWhen(cancellationToken);
        using var drawn = transform.IsAnimated ? Animate(decoded, picture.Header, rendering) : rendering.Draw(decoded.Copy());
        Write(drawn, picture, transform, target, cancellationToken);
    }

    private void RenderSet(SourcePicture picture, IReadOnlyList<RenditionTarget> set, CancellationToken cancellationToken)
    {
        var shared = set.Where(one => one.Transform is { Page: 1, IsAnimated: false, Trims: false }).ToList();
        var wanted = shared.ConvertAll(one => new Rendering(one.Transform, picture.Header.Size, mark: null).Wanted);
        using var levels = shared.Count == 0 ? null : new Levels(picture, wanted, cancellationToken);
        foreach (var (transform, destination) in set)
        {
            var output = new VipsStream(destination, cancellationToken);
            using var target = output.AsTarget();
            try
            {
                if (shared.FindIndex(one => one.Transform == transform) is >= 0 and var index)
                {
                    var level = levels!.For(wanted[index]);
                    using var drawn = new Rendering(transform, level.Size, MarkOf(transform)).Draw(level.Copy());
                    Write(drawn, picture, transform, target, cancellationToken);
                }
                else
                {
                    Render(picture, transform, target, cancellationToken);
                }
            }
            catch (VipsException) when (output.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }
        }
    }

    private Watermark? MarkOf(CanonicalTransform transform) => transform.Watermark is not { } digest ? null
        : _watermarks?.WithDigest(digest) ?? throw new ImageException(ImageProblem.WatermarkMissing, "The watermark has been changed or taken away since this URL was given out. Ask for a new one.");

    private static void Write(VipsImage drawn, SourcePicture picture, CanonicalTransform transform, VipsTarget target, CancellationToken cancellationToken)
    {
        using var signed = Notice.Write(drawn, picture.Blocks);
        using var stop = signed.KillWhen(cancellationToken);
        if (transform.MaxBytes is { } most)
        {
            target.WriteFile(Encode.Within(most, signed, transform.Format, transform.Quality, cancellationToken));
        }
        else
        {
            Encode.Rendition(signed, target, transform.Format, transform.Quality);
        }
    }

    private static VipsImage Animate(VipsImage decoded, ImageHeader header, Rendering rendering)
    {
        var frames = new List<VipsImage>(header.PageCount);
        try
        {
            for (var i = 0; i < header.PageCount; i++)
            {
                frames.Add(rendering.Draw(Crop.To(decoded, header.Size, 0, i * header.Size.Height)));
            }

            return VipsImage.Stack(frames, decoded.Delays, decoded.Loop);
        }
        finally
        {
            frames.ForEach(frame => frame.Dispose());
        }
    }

    private static ImageFacts Prepare(SourcePicture picture, VipsTarget target, CancellationToken cancellationToken)
    {
        var size = picture.Header.Size.Within(ImageFacts.MaxMezzanineSide);
        using var decoded = picture.Decode(size, page: 1);
        using var stopDecoding = decoded.KillWhen(cancellationToken);

        // Renditions are sRGB anyway; inks would only have to be converted each time. RGB keeps its profile and so its gamut.
        using var scaled = Scale.To(decoded, size, toSrgb: picture.Header.ColorSpace == ImageColorSpace.Cmyk);
        using var plain = ToSrgb.Apply(scaled);
        using var whole = plain.CopyToMemory();
        var isOpaque = !plain.HasAlpha || Opacity.IsFull(whole);
        using var pixels = isOpaque ? Flatten.Onto(whole, RgbColor.White) : whole;
        using var signed = Notice.Write(pixels, picture.Blocks);
        using var stopEncoding = signed.KillWhen(cancellationToken);
        var mediaType = Encode.Mezzanine(signed, target, keepProfile: picture.Header.ColorSpace == ImageColorSpace.Rgb);
        using var small = Scale.To(pixels, size.Within(ThumbHash.MaxSide), toSrgb: true);
        using var rgba = WithAlpha.Apply(small);
        var look = rgba.ToPixels();
        var colors = DominantColors.Of(look);
        return new ImageFacts(
            picture.Header with { HasAlpha = !isOpaque },
            colors,
            colors.Count > 0 ? colors[0] : RgbColor.White,
            ThumbHash.Of(look, rgba.Width, rgba.Height),
            Brightness.LikenessOf(look, rgba.Width, rgba.Height),
            size,
            mediaType)
        {
            Border = Border.Of(look, rgba.Width, rgba.Height),
            Profile = ProfileOf(picture),
        };
    }

    private static ColorProfile ProfileOf(SourcePicture picture) => picture.Header.ColorSpace switch
    {
        ImageColorSpace.Rgb => !picture.Header.HasIccProfile || IccProfile.IsSrgb(picture.Blocks.IccProfile.Span) ? ColorProfile.Srgb : ColorProfile.OtherRgb,
        ImageColorSpace.Gray => ColorProfile.Gray,
        ImageColorSpace.Cmyk => ColorProfile.Cmyk,
        _ => ColorProfile.Other,
    };

    /// <summary>Scaled as for the mezzanine's look, so that both come to the same.</summary>
    private static Likeness? Look(SourcePicture picture, VipsTarget target, CancellationToken cancellationToken)
    {
        var size = picture.Header.Size.Within(ThumbHash.MaxSide);
        using var decoded = picture.Decode(size, page: 1);
        using var stop = decoded.KillWhen(cancellationToken);
        using var small = Scale.To(decoded, size, toSrgb: true);
        using var srgb = ToSrgb.Apply(small);
        using var rgba = WithAlpha.Apply(srgb);
        return Brightness.LikenessOf(rgba.ToPixels(), rgba.Width, rgba.Height);
    }

    private async Task<T> WorkAsync<T>(
        string step, Stream source, Stream destination, Func<SourcePicture, VipsTarget, CancellationToken, T> work, CancellationToken cancellationToken)
    {
        using var span = DamTelemetry.StartImage(step);
        using var seat = await _seats.TakeAsync(cancellationToken);
        using var limit = new CancellationTokenSource(_options.Timeout, _time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await Task.Run(() => Work(source, destination, work, stop.Token), CancellationToken.None);
        }
        catch (ImageException e)
        {
            span?.Fail(e);
            throw;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            span?.Fail(e);
            throw new ImageException(ImageProblem.TimedOut, $"The picture took longer than {_options.Timeout.TotalSeconds:0} seconds.", e);
        }
    }

    private T Work<T>(Stream source, Stream destination, Func<SourcePicture, VipsTarget, CancellationToken, T> work, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var input = new VipsStream(source, stop);
        var output = new VipsStream(destination, stop);
        try
        {
            using var picture = SourcePicture.Open(source, input, _options);
            using var target = output.AsTarget();
            return work(picture, target, stop);
        }
        catch (VipsException e)
        {
            // What stopped libvips is the first cause, in this order: someone's wish, a stream of ours, the file.
            stop.ThrowIfCancellationRequested();
            if ((input.Failure ?? output.Failure) is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            throw input.WasReadPastEnd
                ? new ImageException(ImageProblem.Truncated, "The file ends before the picture does.", e)
                : new ImageException(ImageProblem.Damaged, "The file is damaged: its picture cannot be decoded.", e);
        }
    }
}
