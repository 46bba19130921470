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

    /// <summary>1 to 100; the format's own default when left out.</summary>
    public int? Quality { get; init; }

    /// <summary>Device pixel ratio, 1 to 4; default 1.</summary>
    public double? Dpr { get; init; }

    /// <summary>Behind transparency and padding. Left out, transparency stays where the format can hold it.</summary>
    public RgbColor? Background { get; init; }

    /// <summary>Page of a document, 1 for the first.</summary>
    public int? Page { get; init; }

    /// <summary>Second of a video.</summary>
    public double? Time { get; init; }

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
            Dpr = Dpr ?? preset.Dpr,
            Background = Background ?? preset.Background,
            Page = Page ?? preset.Page,
            Time = Time ?? preset.Time,
        };
    }

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

        if (Page is < 1 || Page > limits.MaxPage)
        {
            problems.Add(new("page", $"The page must be from 1 to {limits.MaxPage}."));
        }

        if (Time is { } time && !(time >= 0 && time <= limits.MaxTime))
        {
            problems.Add(new("time", $"The time must be from 0 to {limits.MaxTime} seconds."));
        }

        AddUnknown(problems, "fit", Fit);
        AddUnknown(problems, "gravity", Gravity);
        AddUnknown(problems, "format", Format);
        return problems;
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

    public double MaxDpr { get; init; } = 4;

    public int MaxPage { get; init; } = 10_000;

    /// <summary>Seconds.</summary>
    public double MaxTime { get; init; } = 86_400;
}
