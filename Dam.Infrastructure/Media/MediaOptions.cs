namespace Dam.Infrastructure.Media;

/// <summary>Bounds on the programs that read strangers' files: section <c>Dam:Media</c>. Most hold for one run.</summary>
public sealed class MediaOptions
{
    public const string Section = "Dam:Media";

    /// <summary>Languages in which texts in pictures are read by tesseract, as it names them: <c>eng+fra+chi_sim</c>. Null for no reading: it takes seconds a picture.</summary>
    public string? Ocr { get; set; }

    /// <summary>Pages and frames drawn at a time while somebody waits for them.</summary>
    public int MaxConcurrency { get; set; } = Environment.ProcessorCount;

    /// <summary>Of those, how many may wait for their turn; one more is refused as busy.</summary>
    public int MaxWaiting { get; set; } = 64;

    /// <summary>Wall-clock time; the program is killed after that.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Seconds of processor time.</summary>
    public int ProcessorSeconds { get; set; } = 60;

    /// <summary>Mebibytes of address space.</summary>
    public int Memory { get; set; } = 2048;

    /// <summary>Mebibytes of any file that it writes.</summary>
    public int LargestOutput { get; set; } = 512;
}
