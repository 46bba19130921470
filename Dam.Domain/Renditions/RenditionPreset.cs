using Dam.Domain.Imaging;

namespace Dam.Domain.Renditions;

/// <summary>A transform under a name: what a shop asks for, so that what it looks like is decided in one place. A URL that was given out keeps the transform it was made with.</summary>
public sealed class RenditionPreset
{
    public const int LongestName = 64;

    public const int LongestDescription = 1000;

    /// <summary>More are refused: all of them are read at once.</summary>
    public const int Most = 200;

    private RenditionPreset()
    {
    }

    public RenditionPreset(string name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Name = name;
    }

    public Guid Id { get; private init; }

    /// <summary>Unique; see <see cref="IsName"/>.</summary>
    public string Name { get; private init; } = "";

    public string? Description { get; private set; }

    public Transform Transform { get; private set; } = new();

    /// <summary>Made of every version as soon as it is processed, before anybody asks.</summary>
    public bool IsEager { get; private set; }

    /// <summary>What stands in queries as it is: lower-case letters and digits, and between them hyphens, underscores and dots.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= LongestName && IsPlain(text[0]) && IsPlain(text[^1]) && text.All(c => IsPlain(c) || c is '-' or '_' or '.');

    /// <summary>False when it is so already.</summary>
    internal bool Change(string? description, Transform transform, bool isEager)
    {
        if ((Description, Transform, IsEager) == (description, transform, isEager))
        {
            return false;
        }

        (Description, Transform, IsEager) = (description, transform, isEager);
        return true;
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
