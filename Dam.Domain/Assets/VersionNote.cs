namespace Dam.Domain.Assets;

/// <summary>Why a version was made, or decided on, in the words of who did it.</summary>
public static class VersionNote
{
    public const int Longest = 2000;

    /// <summary>What is wrong with a note, or null.</summary>
    internal static InvalidInput? Problem(string? note) => note is not null && (note.Length > Longest || note.Contains('\0', StringComparison.Ordinal))
        ? new InvalidInput("NOTE_INVALID", $"A note has at most {Longest} characters, none of them U+0000.") { Path = ["input", "note"] }
        : null;
}
