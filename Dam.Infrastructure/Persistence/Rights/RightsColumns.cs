using Dam.Domain.Rights;

namespace Dam.Infrastructure.Persistence.Rights;

/// <summary>How lists of rights are kept on a row.</summary>
internal static class RightsColumns
{
    /// <summary>Each with a space, and one more.</summary>
    public const int LongestKeys = (KeyRule.MostKeys * (KeyRule.LongestKey + 1)) + 1;

    /// <summary>A country, a hyphen and three more, each with a space, and one more.</summary>
    public const int LongestCodes = (TerritoryRule.MostTerritories * 7) + 1;

    /// <summary>32 digits and a space each.</summary>
    public const int LongestIds = ReleaseSet.Most * 33;

    public static string WriteIds(IReadOnlyList<Guid> ids) => string.Join(' ', ids.Select(id => id.ToString("N")));

    public static IReadOnlyList<Guid> ReadIds(string text) => text.Length == 0 ? [] : [.. text.Split(' ').Select(id => Guid.ParseExact(id, "N"))];
}
