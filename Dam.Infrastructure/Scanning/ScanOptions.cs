namespace Dam.Infrastructure.Scanning;

/// <summary>What happens to a file that is larger than the scanner takes.</summary>
public enum TooLargeToScan
{
    /// <summary>It ends FAILED.</summary>
    Refuse,

    /// <summary>It is processed as if it had been found clean, with a note.</summary>
    Pass,
}

/// <summary>Who looks for malware: section <c>Dam:Scan</c>.</summary>
public sealed class ScanOptions
{
    public const string Section = "Dam:Scan";

    /// <summary>Where clamd listens: <c>host:port</c>, or the path of its socket. Null for no scan.</summary>
    public string? Clamd { get; set; }

    /// <summary>For a connection, and for each answer or piece that is sent.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(2);

    public TooLargeToScan TooLarge { get; set; } = TooLargeToScan.Refuse;
}
