using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Paging;
using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>A description as a caller changes it: what is not given stays, null clears, lists replace.</summary>
public sealed record DescriptionPatch
{
    public const int MostTags = 200;

    public const int LongestTag = 100;

    public const int MostAltTexts = 100;

    public const int LongestAltText = 2000;

    /// <summary>Decimals of a focal point: as fine as renditions tell apart.</summary>
    private const int FocalDecimals = 4;

    public Change<string> Title { get; init; }

    public Change<IReadOnlyList<string>> Tags { get; init; }

    public Change<IReadOnlyList<LocalizedText>> AltTexts { get; init; }

    public Change<FocalPoint?> FocalPoint { get; init; }

    /// <summary>A JSON merge patch as text (RFC 7396).</summary>
    public Change<string> Metadata { get; init; }

    /// <summary>The description after the change, or everything that is wrong with it; paths are those of an input that has these fields.</summary>
    public Outcome<AssetDescription> ApplyTo(AssetDescription description)
    {
        var problems = new List<DomainError>();
        var patched = description with
        {
            Title = Title.IsGiven ? TitleOf(Title.Value, problems) : description.Title,
            Tags = Tags.IsGiven ? TagsOf(Tags.Value ?? [], problems) : description.Tags,
            AltTexts = AltTexts.IsGiven ? AltTextsOf(AltTexts.Value ?? [], problems) : description.AltTexts,
            FocalPoint = FocalPoint.IsGiven ? FocalPointOf(FocalPoint.Value, problems) : description.FocalPoint,
            Metadata = Metadata.IsGiven ? MetadataOf(description.Metadata, problems) : description.Metadata,
        };
        return problems.Count == 0 ? patched : Outcome<AssetDescription>.Refused(problems);
    }

    /// <summary>What is wrong with the patch by itself, whatever it is applied to.</summary>
    public IReadOnlyList<DomainError> Problems() => ApplyTo(new AssetDescription { Title = "" }).Errors;

    private static string TitleOf(string? title, List<DomainError> problems)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Length > Asset.LongestTitle || title.Any(char.IsControl))
        {
            problems.Add(Problem("TITLE_INVALID", $"A title has 1 to {Asset.LongestTitle} characters, none of them control characters.", "title"));
            return "";
        }

        return title;
    }

    private static List<string> TagsOf(IReadOnlyList<string> given, List<DomainError> problems)
    {
        if (given.Count > MostTags)
        {
            problems.Add(Problem("TAGS_TOO_MANY", $"An asset has at most {MostTags} tags.", "tags"));
            return [];
        }

        var tags = new List<string>(given.Count);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < given.Count; i++)
        {
            var tag = given[i].Trim();
            if (tag.Length is 0 or > LongestTag || tag.Any(char.IsControl) || Fold(tag).Length == 0)
            {
                problems.Add(Problem("TAG_INVALID", $"A tag has 1 to {LongestTag} characters, none of them control characters.", "tags", Index(i)));
            }
            else if (seen.Add(Fold(tag)))
            {
                tags.Add(tag);
            }
        }

        return tags;
    }

    /// <summary>The form under which a tag is found.</summary>
    public static string Fold(string tag) => Folding.Fold(tag, LongestTag);

    private static IReadOnlyList<LocalizedText> AltTextsOf(IReadOnlyList<LocalizedText> given, List<DomainError> problems)
    {
        if (given.Count > MostAltTexts)
        {
            problems.Add(Problem("ALT_TEXTS_TOO_MANY", $"An asset has at most {MostAltTexts} alternative texts.", "altText"));
            return [];
        }

        var seen = new HashSet<Locale>();
        for (var i = 0; i < given.Count; i++)
        {
            if (!seen.Add(given[i].Locale))
            {
                problems.Add(Problem("LOCALE_TWICE", $"The locale {given[i].Locale} is named by an earlier text already.", "altText", Index(i), "locale"));
            }

            if (given[i].Text.Length > LongestAltText || given[i].Text.Contains('\0', StringComparison.Ordinal))
            {
                problems.Add(Problem("ALT_TEXT_INVALID", $"An alternative text has at most {LongestAltText} characters, none of them U+0000.", "altText", Index(i), "text"));
            }
        }

        return given;
    }

    private static FocalPoint? FocalPointOf(FocalPoint? given, List<DomainError> problems)
    {
        if (given is not { } point)
        {
            return null;
        }

        if (point is { X: >= 0 and <= 1, Y: >= 0 and <= 1 })
        {
            return new FocalPoint(Math.Round(point.X, FocalDecimals), Math.Round(point.Y, FocalDecimals));
        }

        problems.Add(Problem("FOCAL_POINT_INVALID", "A focal point lies between 0 and 1 in both directions.", "focalPoint"));
        return null;
    }

    private string? MetadataOf(string? before, List<DomainError> problems)
    {
        if (!MetadataText.TryPatch(before, Metadata.Value, out var after, out var problem))
        {
            problems.Add(problem with { Path = ["input", "metadata"] });
        }

        return after;
    }

    private static string Index(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static InvalidInput Problem(string code, string message, params string[] path) => new(code, message) { Path = ["input", .. path] };
}
