namespace Dam.Domain.Rights;

/// <summary>What rights refer to: licences, releases and channels, found at once for as many assets as a use case is about.</summary>
internal sealed class RightsReferences
{
    private readonly Dictionary<Guid, License> _licenses;
    private readonly Dictionary<Guid, Release> _releases;
    private readonly IReadOnlySet<string> _channels;

    private RightsReferences(Dictionary<Guid, License> licenses, Dictionary<Guid, Release> releases, IReadOnlySet<string> channels) =>
        (_licenses, _releases, _channels) = (licenses, releases, channels);

    /// <summary>Asks for nothing that no rights refer to.</summary>
    public static async Task<RightsReferences> FindAsync(IUnitOfWork unit, IReadOnlyCollection<AssetRights> rights, CancellationToken ct)
    {
        var licenses = rights.Select(one => one.LicenseId).OfType<Guid>().ToHashSet();
        var releases = rights.SelectMany(one => one.Releases.Ids).ToHashSet();
        var channels = rights.SelectMany(one => one.Channels.Keys).ToHashSet(StringComparer.Ordinal);
        return new RightsReferences(
            licenses.Count == 0 ? [] : (await unit.Rights.FindLicensesAsync(licenses, ct)).ToDictionary(license => license.Id),
            releases.Count == 0 ? [] : (await unit.Rights.FindReleasesAsync(releases, ct)).ToDictionary(release => release.Id),
            channels.Count == 0 ? channels : await unit.Channels.FindKeysAsync(channels, ct));
    }

    /// <summary>What rights refer to that does not exist, or that leaves no place to use the asset.</summary>
    public IReadOnlyList<DomainError> Problems(AssetRights rights)
    {
        var unknown = Unknown(rights).ToList();
        if (unknown.Count > 0)
        {
            return unknown;
        }

        var license = rights.LicenseId is { } id ? _licenses[id] : null;
        var releases = rights.Releases.Ids.Select(release => _releases[release]);
        TerritoryRule[] territories = [rights.Territories, .. license is null ? (TerritoryRule[])[] : [license.Territories], .. releases.Select(release => release.Territories)];
        if (!DeliveryPolicy.AllowSomewhere(territories))
        {
            return [new InvalidInput("TERRITORIES_CONTRADICT", "The asset's territories, its licence's and its releases' leave none together.") { Path = ["input", "rights", "territories"] }];
        }

        return license is { Channels: { IsAll: false } channels } && !rights.Channels.IsAll && !rights.Channels.Keys.Any(channels.Keys.Contains)
            ? [new InvalidInput("CHANNELS_CONTRADICT", "The asset's channels and its licence's leave none together.") { Path = ["input", "rights", "channels"] }]
            : [];
    }

    private IEnumerable<DomainError> Unknown(AssetRights rights)
    {
        if (rights.LicenseId is { } license && !_licenses.ContainsKey(license))
        {
            yield return new NotFound("LICENSE", license.ToString("N")) { Path = ["input", "rights", "licenseId"] };
        }

        foreach (var release in rights.Releases.Ids.Where(release => !_releases.ContainsKey(release)))
        {
            yield return new NotFound("RELEASE", release.ToString("N")) { Path = ["input", "rights", "releaseIds"] };
        }

        foreach (var channel in rights.Channels.Keys.Where(channel => !_channels.Contains(channel)))
        {
            yield return new NotFound("CHANNEL", channel) { Path = ["input", "rights", "channels"] };
        }
    }
}
