using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using Dam.Import.Rows;

namespace Dam.Import;

/// <summary>What became of each row, for people and programs. Whole or not there: it is written beside its place and moved.</summary>
internal static class ImportReport
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string path, IReadOnlyList<ImportRow> rows)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var beside = $"{path}.new";
        var lines = rows.Select(Line.Of);
        if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            File.WriteAllText(beside, JsonSerializer.Serialize(lines, Json));
        }
        else
        {
            // A program that opens the file as a sheet must not take a file's name for a formula.
            using var writer = CsvWriter.ToFile(beside, new CsvWriterOptions { Injection = CsvInjection.Escape });
            writer.WriteHeader("file", "outcome", "assetId", "sha256", "size", "errorCode", "errorMessage", "errorPath", "processing");
            foreach (var line in lines)
            {
                writer.WriteRecord(line.File, line.Outcome, line.AssetId, line.Sha256, $"{line.Size}", line.ErrorCode, line.ErrorMessage, line.ErrorPath, line.Processing);
            }
        }

        File.Move(beside, path, overwrite: true);
    }

    private sealed record Line(string File, string Outcome, string? AssetId, string? Sha256, long Size, string? ErrorCode, string? ErrorMessage, string? ErrorPath, string? Processing)
    {
        public static Line Of(ImportRow row) => new(
            row.Name,
            row.Outcome is { } outcome ? outcome.ToString().ToUpperInvariant() : "NOT_TRIED",
            row.AssetId,
            row.Digest,
            row.Size,
            row.Errors.FirstOrDefault()?.Code,
            row.Errors.Count == 0 ? null : string.Join(' ', row.Errors.Select(error => error.Message)),
            row.Errors.FirstOrDefault()?.Path,
            row.Processing);
    }
}
