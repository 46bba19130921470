using System.Globalization;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Rights;

/// <summary>
/// The terms of an asset's licence and releases as two columns of its row: most assets have neither, and none of them has so many that lists need joins for them. Start, end, revocation,
/// territories and channels with <c>;</c> between; releases with <c>|</c> between.
/// </summary>
internal static class GrantColumns
{
    private const char BetweenTerms = ';';
    private const char BetweenGrants = '|';

    /// <summary>Null without a licence. An asset whose licence is not there has one that was revoked.</summary>
    public const string License =
        """
        (SELECT CONCAT(n."StartsAt", ';', n."ExpiresAt", ';', n."RevokedAt", ';', n."TerritoryMode", ';', n."TerritoryCodes", ';', n."ChannelKeys") FROM "Licenses" AS n WHERE n."Id" = a."LicenseId") AS "License"
        """;

    /// <summary>Null without any.</summary>
    public static string Releases(Dialect dialect) =>
        $"""
        (SELECT STRING_AGG(CAST(CONCAT(r."StartsAt", ';', r."ExpiresAt", ';', r."RevokedAt", ';', r."TerritoryMode", ';', r."TerritoryCodes") AS {dialect.LongText.Text}), '|') FROM "AssetReleases" AS l JOIN "Releases" AS r ON r."Id" = l."ReleaseId" WHERE a."ReleaseCount" > 0 AND l."AssetId" = a."Id") AS "Releases"
        """;

    public static Grant? ReadLicense(string? text, bool isNamed) => text is not null ? Read(text) : isNamed ? new Grant { IsRevoked = true } : null;

    public static IReadOnlyList<Grant> ReadReleases(string? text)
    {
        if (text is null)
        {
            return [];
        }

        var grants = new List<Grant>();
        foreach (var range in text.AsSpan().Split(BetweenGrants))
        {
            grants.Add(Read(text.AsSpan(range)));
        }

        return grants;
    }

    private static Grant Read(ReadOnlySpan<char> text)
    {
        Span<Range> terms = stackalloc Range[6];
        var count = text.Split(terms, BetweenTerms);
        return new Grant
        {
            StartsAt = Instant(text[terms[0]]),
            ExpiresAt = Instant(text[terms[1]]),
            IsRevoked = text[terms[2]].Length > 0,
            Territories = TerritoryRule.Of((TerritoryMode)int.Parse(text[terms[3]], CultureInfo.InvariantCulture), text[terms[4]].ToString()),
            Channels = count > 5 ? KeyRule.Of(text[terms[5]].ToString()) : KeyRule.All,
        };
    }

    private static DateTimeOffset? Instant(ReadOnlySpan<char> ticks) =>
        ticks.Length == 0 ? null : new DateTimeOffset(long.Parse(ticks, CultureInfo.InvariantCulture), TimeSpan.Zero);
}
