namespace Dam.Domain.Imaging;

/// <summary>A rendition as a caller asks for it: everything is optional. <see cref="CanonicalTransform.TryResolve"/> settles it against a source.</summary>
public sealed record Transform
{
    /// <summary>Width of the box in CSS pixels; times <see cref="Dpr"/> in the file.</summary>
    public int? Width { get; init; }

    /// <summary>Height of the box in CSS pixels; times <see cref="Dpr"/> in the file.</summary>
    public int? Height { get; init; }

    /// <summary>Default <see cref="Imaging.Fit.Inside"/>.</summary>
    public Fit? Fit { get; init; }

    /// <summary>Default <see cref="Imaging.Gravity.FocalPoint"/>.</summary>
    public Gravity? Gravity { get; init; }

    /// <summary>Default <see cref="ImageFormat.Auto"/>.</summary>
    public ImageFormat? Format { get; init; }

    /// <summary>1 to 100. Left out, 80 for JPEG, and for the others what makes the picture look as good as that.</summary>
    public int? Quality { get; init; }

    /// <summary>Largest file, in bytes: the quality is lowered until it is no larger. Null for any.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Device pixel ratio, 1 to 4; default 1.</summary>
    public double? Dpr { get; init; }

    /// <summary>Behind transparency and padding. Left out, transparency stays where the format can hold it.</summary>
    public RgbColor? Background { get; init; }

    /// <summary>Page of a document, 1 for the first.</summary>
    public int? Page { get; init; }

    /// <summary>Second of a video; left out, the picture that stands for it.</summary>
    public double? Time { get; init; }

    /// <summary>Cuts off what is of the colour of the picture's edges. Its proportions are not known before, so it needs <see cref="Imaging.Fit.Pad"/> or <see cref="Imaging.Fit.Fill"/>.</summary>
    public bool? Trim { get; init; }

    /// <summary>Degrees clockwise, a multiple of 90; everything after it sees the picture turned.</summary>
    public int? Rotate { get; init; }

    /// <summary>Upside down, after turning.</summary>
    public bool? Flip { get; init; }

    /// <summary>Mirrored, after turning.</summary>
    public bool? Flop { get; init; }

    /// <summary>CSS pixels left free on each side, within the box.</summary>
    public int? Padding { get; init; }

    /// <summary>Of the picture's corners in CSS pixels; half of its shorter side at most.</summary>
    public int? Radius { get; init; }

    public bool? Grayscale { get; init; }

    /// <summary>Standard deviation of a Gaussian, in CSS pixels.</summary>
    public double? Blur { get; init; }

    /// <summary>How much edges are accentuated after scaling, 0 to 10; 1 is plainly seen.</summary>
    public double? Sharpen { get; init; }

    /// <summary>Whether what moves goes on moving; left out, where the format can and it is not too large.</summary>
    public bool? Animated { get; init; }

    /// <summary>Whether the file may be narrower where the request for it says that there is less room.</summary>
    public bool? Hints { get; init; }

    /// <summary>Name of a mark to lay over it.</summary>
    public string? Watermark { get; init; }

    /// <summary>This transform, with what it leaves out taken from <paramref name="preset"/>.</summary>
    public Transform Over(Transform preset)
    {
        ArgumentNullException.ThrowIfNull(preset);
        return new Transform
        {
            Width = Width ?? preset.Width,
            Height = Height ?? preset.Height,
            Fit = Fit ?? preset.Fit,
            Gravity = Gravity ?? preset.Gravity,
            Format = Format ?? preset.Format,
            Quality = Quality ?? preset.Quality,
            MaxBytes = MaxBytes ?? preset.MaxBytes,
            Dpr = Dpr ?? preset.Dpr,
            Background = Background ?? preset.Background,
            Page = Page ?? preset.Page,
            Time = Time ?? preset.Time,
            Trim = Trim ?? preset.Trim,
            Rotate = Rotate ?? preset.Rotate,
            Flip = Flip ?? preset.Flip,
            Flop = Flop ?? preset.Flop,
            Padding = Padding ?? preset.Padding,
            Radius = Radius ?? preset.Radius,
            Grayscale = Grayscale ?? preset.Grayscale,
            Blur = Blur ?? preset.Blur,
            Sharpen = Sharpen ?? preset.Sharpen,
            Animated = Animated ?? preset.Animated,
            Hints = Hints ?? preset.Hints,

            // A preset's mark is a demand.
            Watermark = preset.Watermark ?? Watermark,
        };
    }

    /// <summary>With a mark that is demanded, whatever else was asked.</summary>
    /// <param name="demanded">Its name; null for none.</param>
    public Transform Marked(string? demanded) => demanded is null ? this : this with { Watermark = demanded };

    /// <summary>Everything that is wrong whatever the source is; empty when nothing is.</summary>
    public IReadOnlyList<TransformProblem> Validate(TransformLimits? limits = null)
    {
        limits ??= TransformLimits.Default;
        var problems = new List<TransformProblem>();
        var dpr = Dpr ?? 1;
        if (!(dpr >= 1 && dpr <= limits.MaxDpr))
        {
            problems.Add(new("dpr", $"The device pixel ratio must be from 1 to {limits.MaxDpr}."));
            dpr = 1;
        }

        AddSideProblem(problems, "width", Width, dpr, limits);
        AddSideProblem(problems, "height", Height, dpr, limits);
        if (problems.Count == 0 && Width is { } width && Height is { } height && width * dpr * height * dpr > limits.MaxPixels)
        {
            problems.Add(new("width", $"Width times height, with the device pixel ratio, may be at most {limits.MaxPixels} pixels."));
        }

        if (Fit is Imaging.Fit.Cover or Imaging.Fit.Pad or Imaging.Fit.Fill)
        {
            AddBoxProblem(problems, "width", Width);
            AddBoxProblem(problems, "height", Height);
        }

        if (Quality is < 1 or > 100)
        {
            problems.Add(new("quality", "The quality must be from 1 to 100."));
        }

        if (MaxBytes < limits.LeastBytes || MaxBytes > limits.MostBytes)
        {
            problems.Add(new("maxBytes", $"The largest file may have from {limits.LeastBytes} to {limits.MostBytes} bytes."));
        }

        if (Page is < 1 || Page > limits.MaxPage)
        {
            problems.Add(new("page", $"The page must be from 1 to {limits.MaxPage}."));
        }

        if (Time is { } time && !(time >= 0 && time <= limits.MaxTime))
        {
            problems.Add(new("time", $"The time must be from 0 to {limits.MaxTime} seconds."));
        }

        AddStepProblems(problems, dpr, limits);
        AddUnknown(problems, "fit", Fit);
        AddUnknown(problems, "gravity", Gravity);
        AddUnknown(problems, "format", Format);
        return problems;
    }

    private void AddStepProblems(List<TransformProblem> problems, double dpr, TransformLimits limits)
    {
        if (Trim is true && Fit is not (Imaging.Fit.Pad or Imaging.Fit.Fill))
        {
            problems.Add(new("trim", "What trimming leaves is known only when it is done, so it needs the fit PAD or FILL, whose size is that of the box."));
        }

        if (Rotate is { } degrees && (degrees % 90 != 0 || degrees is < -360 or > 360))
        {
            problems.Add(new("rotate", "A picture is turned by a multiple of 90 degrees, from -360 to 360."));
        }

        if (Padding is { } padding && (padding < 0 || padding * dpr > limits.MaxSide || (Math.Min(Width ?? int.MaxValue, Height ?? int.MaxValue) / 2.0) <= padding))
        {
            problems.Add(new("padding", "The padding must be at least 0 and leave room for the picture in the box."));
        }

        if (Radius is { } radius && (radius < 0 || radius * dpr > limits.MaxSide))
        {
            problems.Add(new("radius", $"The radius must be at least 0 and, times the device pixel ratio, at most {limits.MaxSide} pixels."));
        }

        if (Blur is { } blur && !(blur >= 0 && blur * dpr <= limits.MaxBlur))
        {
            problems.Add(new("blur", $"The blur must be at least 0 and, times the device pixel ratio, at most {limits.MaxBlur} pixels."));
        }

        if (Sharpen is { } amount && !(amount >= 0 && amount <= limits.MaxSharpening))
        {
            problems.Add(new("sharpen", $"The sharpening must be from 0 to {limits.MaxSharpening}."));
        }
    }

    private static void AddSideProblem(List<TransformProblem> problems, string path, int? side, double dpr, TransformLimits limits)
    {
        if (side < 1 || side * dpr > limits.MaxSide)
        {
            problems.Add(new(path, $"The {path} must be at least 1 and, times the device pixel ratio, at most {limits.MaxSide} pixels."));
        }
    }

    private void AddBoxProblem(List<TransformProblem> problems, string path, int? side)
    {
        if (side is null)
        {
            problems.Add(new(path, $"The fit {Fit.ToString()!.ToUpperInvariant()} needs a width and a height."));
        }
    }

    private static void AddUnknown<T>(List<TransformProblem> problems, string path, T? value)
        where T : struct, Enum
    {
        if (value is { } known && !Enum.IsDefined(known))
        {
            problems.Add(new(path, $"The {path} is not one that is known."));
        }
    }
}

/// <summary>One thing wrong with a transform. <paramref name="Path"/> is the field's name as in the API: <c>width</c>, <c>dpr</c>.</summary>
public readonly record struct TransformProblem(string Path, string Message);

/// <summary>Bounds on what may be asked.</summary>
public sealed record TransformLimits
{
    public static readonly TransformLimits Default = new();

    /// <summary>Largest width or height of a rendition, in pixels.</summary>
    public int MaxSide { get; init; } = 8192;

    /// <summary>Largest area of a rendition, in pixels.</summary>
    public long MaxPixels { get; init; } = 40_000_000;

    /// <summary>Largest area of an AVIF: its encoder is slow and cannot be stopped midway.</summary>
    public long MaxAvifPixels { get; init; } = FormatNegotiation.MaxAvifPixels;

    /// <summary>Least that a largest file may be.</summary>
    public long LeastBytes { get; init; } = 1_000;

    /// <summary>Most that a largest file may be: it is made in memory.</summary>
    public long MostBytes { get; init; } = 100_000_000;

    /// <summary>Of all frames of an animation together, in the file or in the rendition, whichever is more.</summary>
    public long MaxAnimationPixels { get; init; } = 50_000_000;

    /// <summary>Standard deviation, in pixels.</summary>
    public double MaxBlur { get; init; } = 50;

    public double MaxSharpening { get; init; } = 10;

    public double MaxDpr { get; init; } = 4;

    public int MaxPage { get; init; } = 10_000;

    /// <summary>Seconds.</summary>
    public double MaxTime { get; init; } = 86_400;
}
