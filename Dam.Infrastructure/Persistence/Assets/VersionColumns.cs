using System.Text.Json;
using Dam.Domain.Assets;

namespace Dam.Infrastructure.Persistence.Assets;

/// <summary>How a version's problems are kept: as JSON.</summary>
internal static class ProblemsColumn
{
    private const string None = "[]";

    public static string Write(IReadOnlyList<ProcessingProblem> problems) => problems.Count == 0 ? None : JsonSerializer.Serialize(problems, JsonSerializerOptions.Web);

    public static IReadOnlyList<ProcessingProblem> Read(string text) =>
        text == None ? [] : JsonSerializer.Deserialize<ProcessingProblem[]>(text, JsonSerializerOptions.Web) ?? [];
}

/// <summary>How an image's colours are kept: one after the other, a space between.</summary>
internal static class ColorsColumn
{
    public static string Write(IReadOnlyList<string> colors) => string.Join(' ', colors);

    public static IReadOnlyList<string> Read(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
