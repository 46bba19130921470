using System.Text.Json;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>How a version's problems are kept: as JSON.</summary>
internal static class ProblemsColumn
{
    private const string None = "[]";

    public static string Write(IReadOnlyList<ProcessingProblem> problems) => problems.Count == 0 ? None : JsonSerializer.Serialize(problems, JsonSerializerOptions.Web);

    public static IReadOnlyList<ProcessingProblem> Read(string text) =>
        text == None ? [] : JsonSerializer.Deserialize<ProcessingProblem[]>(text, JsonSerializerOptions.Web) ?? [];
}

/// <summary>How an image's border is kept: as its own text.</summary>
internal static class BorderColumn
{
    public const int Longest = 20;

    public static string Write(PictureBorder border) => border.ToString();

    public static PictureBorder Read(string text) => PictureBorder.TryParse(text, out var border) ? border : throw new FormatException($"\"{text}\" is no border.");
}

/// <summary>How an image's colours are kept: one after the other, a space between.</summary>
internal static class ColorsColumn
{
    /// <summary>Characters of <c>#RRGGBB</c>.</summary>
    public const int ColorLength = 7;

    public static string Write(IReadOnlyList<RgbColor> colors) => string.Join(' ', colors);

    public static IReadOnlyList<RgbColor> Read(string text)
    {
        var colors = new RgbColor[(text.Length + 1) / (ColorLength + 1)];
        for (var i = 0; i < colors.Length; i++)
        {
            colors[i] = ReadOne(text.AsSpan(i * (ColorLength + 1), ColorLength));
        }

        return colors;
    }

    public static RgbColor ReadOne(ReadOnlySpan<char> text) =>
        RgbColor.TryParse(text, out var color) ? color : throw new FormatException($"\"{text}\" is no colour.");
}
