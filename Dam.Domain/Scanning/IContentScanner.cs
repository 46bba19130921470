namespace Dam.Domain.Scanning;

/// <summary>Looks for malware in files.</summary>
public interface IContentScanner
{
    /// <summary>Whether anybody scans here: then no file is shown to anyone before it was found clean.</summary>
    bool IsOn { get; }

    /// <summary>Whether a file that is larger than the scanner takes is let through, with a note, or refused.</summary>
    bool PassesTooLarge { get; }

    /// <summary>Reads the stream to its end, in bounded pieces. Throws <see cref="ScannerUnavailableException"/> when nobody answers: then nothing is known.</summary>
    Task<ScanVerdict> ScanAsync(Stream content, CancellationToken ct);
}

public enum ScanResult
{
    Clean,
    Infected,

    /// <summary>The scanner does not take files of this size, so nothing is known.</summary>
    TooLarge,
}

/// <param name="Threat">The scanner's name for what it found; null unless infected.</param>
public sealed record ScanVerdict(ScanResult Result, string? Threat = null);

/// <summary>The scanner is not there, or does not answer. The file waits for it.</summary>
public sealed class ScannerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
