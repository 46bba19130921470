namespace Dam.GraphQL.Errors;

/// <summary>Keeps what messages repeat of a request short, so that many errors about one long name do not multiply it.</summary>
internal static class Excerpt
{
    /// <summary>More than any message about names of usual length.</summary>
    public const int MessageLength = 2_000;

    /// <summary>The text, or its beginning when it is longer. A surrogate pair is never cut in two.</summary>
    public static string Of(string text, int length)
        => text.Length <= length ? text : $"{text.AsSpan(0, char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)}…";
}
