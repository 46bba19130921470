namespace Dam.Domain.Rights;

/// <summary>
/// How lists of codes and keys are kept: each with a space before and after (<c>" FR US-CA "</c>), so that a condition that all databases know finds a whole one; empty without any.
/// </summary>
internal static class SpacedText
{
    public static string Of(IEnumerable<string> words) => string.Join(' ', words) is { Length: > 0 } text ? $" {text} " : "";

    public static string[] Split(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
