using System.Text.RegularExpressions;
using Dam.Domain.Media;

namespace Dam.Infrastructure.Media;

/// <summary>Versions of the programs that read strangers' files, as they call themselves, and the languages that tesseract reads.</summary>
internal sealed partial class ToolVersions(Toolbox tools)
{
    private const string Tesseract = "tesseract";

    /// <summary>How each is asked; <c>dcraw_emu</c> does not know, and comes with <c>simple_dcraw</c>.</summary>
    private static readonly (string Tool, string[] Arguments)[] Questions =
    [
        ("ffmpeg", ["-version"]), ("ffprobe", ["-version"]), ("pdfinfo", ["-v"]), ("pdftoppm", ["-v"]), ("pdftotext", ["-v"]), (Tesseract, ["--version"]), ("heif-convert", []), ("simple_dcraw", []),
    ];

    public async Task<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken ct)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (tool, arguments) in Questions.Where(question => Sandbox.Find(question.Tool) is not null))
        {
            found[tool] = await AskAsync(tool, arguments, ct) is { } answer && VersionPattern().Match(answer) is { Success: true } version ? version.Value : "unknown";
        }

        if (found.ContainsKey(Tesseract) && await AskAsync(Tesseract, ["--list-langs"], ct) is { } languages)
        {
            // Behind a line that says where they are.
            found[$"{Tesseract} languages"] = string.Join(' ', languages.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Skip(1));
        }

        return found;
    }

    /// <summary>Null when it does not answer.</summary>
    private async Task<string?> AskAsync(string tool, string[] arguments, CancellationToken ct)
    {
        try
        {
            return await tools.AskAsync(tool, arguments, ct);
        }
        catch (MediaException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\b[0-9]+\.[0-9]+[0-9A-Za-z.+~-]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionPattern();
}
