using System.Globalization;
using System.Text.Json.Nodes;
using Dam.Domain.Media;

namespace Dam.Infrastructure.Media;

/// <summary>What poppler tells of a PDF.</summary>
internal sealed class PdfFacts(Toolbox tools)
{
    private const int MostFonts = 100;

    public async Task<MediaFacts> ReadAsync(WorkFolder folder, CancellationToken ct)
    {
        var lines = Lines(await tools.RunAsync("pdfinfo", ["-isodates", "-enc", "UTF-8", WorkFolder.InputName], folder.Path, ct));
        var pages = int.TryParse(lines.GetValueOrDefault("Pages"), CultureInfo.InvariantCulture, out var count) && count > 0 ? count : (int?)null;
        var document = Members.Given(
            ("version", lines.GetValueOrDefault("PDF version")), ("pageSize", lines.GetValueOrDefault("Page size")), ("encrypted", lines.GetValueOrDefault("Encrypted") is { } encrypted ? encrypted.StartsWith("yes", StringComparison.Ordinal) : null),
            ("creator", lines.GetValueOrDefault("Creator")), ("producer", lines.GetValueOrDefault("Producer")), ("createdAt", lines.GetValueOrDefault("CreationDate")), ("modifiedAt", lines.GetValueOrDefault("ModDate")),
            ("tagged", lines.GetValueOrDefault("Tagged") is { } tagged ? tagged is "yes" : null), ("title", lines.GetValueOrDefault("Title")), ("author", lines.GetValueOrDefault("Author")),
            ("subject", lines.GetValueOrDefault("Subject")), ("keywords", lines.GetValueOrDefault("Keywords")));
        if (await FontsAsync(folder, ct) is { Count: > 0 } fonts)
        {
            document["fonts"] = fonts;
        }

        return new MediaFacts
        {
            PageCount = pages,
            Technical = new JsonObject { ["pdf"] = document },
            Record = new EmbeddedRecord
            {
                Title = lines.GetValueOrDefault("Title"),
                Caption = lines.GetValueOrDefault("Subject"),
                Creator = lines.GetValueOrDefault("Author"),
                Keywords = [.. (lines.GetValueOrDefault("Keywords") ?? "").Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            },
        };
    }

    /// <summary>Of the first pages only: a long document would take as long as reading all of it.</summary>
    private async Task<JsonArray> FontsAsync(WorkFolder folder, CancellationToken ct)
    {
        var table = await tools.RunAsync("pdffonts", ["-l", "10", WorkFolder.InputName], folder.Path, ct);
        var names = table.Split('\n').Skip(2)
            .Select(line => EmbeddedText.Line(line.Split("  ", 2)[0], EmbeddedText.LongestLine))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Take(MostFonts);
        return new JsonArray([.. names.Select(name => (JsonNode)name)]);
    }

    private static Dictionary<string, string> Lines(string answer)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in answer.Split('\n'))
        {
            if (line.Split(':', 2) is [var name, var text] && EmbeddedText.Line(text, EmbeddedText.LongestLine) is { } value)
            {
                lines.TryAdd(name, value);
            }
        }

        return lines;
    }
}
