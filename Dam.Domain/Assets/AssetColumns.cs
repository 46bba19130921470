namespace Dam.Domain.Assets;

/// <summary>What of an asset is read. Its id and its versions' ids always are; what is not read cannot be asked for afterwards.</summary>
[Flags]
public enum AssetColumns
{
    None = 0,

    Title = 1,

    /// <summary>Kind, revision, epoch, when it was made and changed.</summary>
    Record = 1 << 1,

    /// <summary>What the verdict depends on, when it was deleted among it. Without <see cref="Notices"/> what people should know about the rights is null.</summary>
    Rights = 1 << 2,

    /// <summary>A version's number, status, state of processing and age.</summary>
    State = 1 << 3,

    /// <summary>A version's file name, media type and size.</summary>
    File = 1 << 4,

    /// <summary>A version's digest and region.</summary>
    Content = 1 << 5,

    /// <summary>An image's measures. Without <see cref="Look"/> its colours, border and placeholder are null.</summary>
    Dimensions = 1 << 6,

    /// <summary>An image's colours, border and placeholder; its measures come along.</summary>
    Look = 1 << 7,

    /// <summary>Who made a version and why, and how its processing went.</summary>
    Work = 1 << 8,

    /// <summary>Of the published version what is read of the current one.</summary>
    Published = 1 << 9,

    Tags = 1 << 10,

    AltTexts = 1 << 11,

    /// <summary>What crops keep in view.</summary>
    FocalPoint = 1 << 12,

    Metadata = 1 << 13,

    /// <summary>What is said about the rights: credit, conditions, what they are counted from, why it was taken down.</summary>
    Notices = 1 << 14,

    All = (1 << 15) - 1,

    /// <summary>What the media route asks of an asset and its versions: not what people say about it.</summary>
    Delivery = Record | Rights | State | File | Content | Dimensions | Published,
}

internal static class AssetColumnsExtensions
{
    /// <summary>The value, if its columns were read.</summary>
    public static T Given<T>(this AssetColumns read, AssetColumns needed, T value) => (read & needed) == needed
        ? value
        : throw new InvalidOperationException($"An asset was read without {needed & ~read}, which is asked for now: say so where it is read.");
}
