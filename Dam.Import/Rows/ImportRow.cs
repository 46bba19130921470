using System.Text.Json.Nodes;

namespace Dam.Import.Rows;

internal enum RowOutcome
{
    Created,
    Existing,
    Refused,
}

/// <summary>Why a row was refused, in the service's words or in ours.</summary>
internal sealed record RowError(string Code, string Message, string? Path = null);

/// <summary>The source itself cannot be read as one.</summary>
internal sealed class SourceException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A file to be taken in, what is to be known of it, and in the end what became of it.</summary>
internal sealed class ImportRow(string name, string path)
{
    /// <summary>As the source names it.</summary>
    public string Name { get; } = name;

    public string Path { get; } = path;

    public string? Title { get; set; }

    public List<string> Tags { get; } = [];

    /// <summary>By locale.</summary>
    public Dictionary<string, string> AltTexts { get; } = new(StringComparer.OrdinalIgnoreCase);

    public JsonObject Metadata { get; } = [];

    public List<string> Skus { get; } = [];

    public string SkuRole { get; set; } = "GALLERY";

    public string? Credit { get; set; }

    public string? CopyrightNotice { get; set; }

    public long Size { get; set; }

    public string? Digest { get; set; }

    public string? UploadId { get; set; }

    /// <summary>Null until it is known.</summary>
    public RowOutcome? Outcome { get; private set; }

    public string? AssetId { get; private set; }

    public List<RowError> Errors { get; } = [];

    /// <summary>In which state processing ended; null when nobody waited for it.</summary>
    public string? Processing { get; set; }

    public bool Failed => Errors.Count > 0;

    public void Became(RowOutcome outcome, string assetId)
    {
        Outcome = outcome;
        AssetId = assetId;
    }

    public void Refuse(params IEnumerable<RowError> errors)
    {
        Outcome = RowOutcome.Refused;
        Errors.AddRange(errors);
    }
}
