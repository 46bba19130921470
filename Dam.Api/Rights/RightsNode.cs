using Dam.Api.Assets;
using Dam.Api.Channels;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;

namespace Dam.Api.Rights;

/// <summary>When, where and for what an asset may be delivered, and what has to be said beside it.</summary>
[ObjectType<AssetRights>(Name = "Rights", Ignore = [nameof(AssetRights.LicenseId)])]
internal static class RightsNode
{
    /// <summary>Channels it may be used on; empty means all.</summary>
    public static ValueTask<IReadOnlyList<ChannelDetails>> GetChannelsAsync([Parent] AssetRights rights, ChannelByKey channels) => channels.LoadFoundAsync(rights.Channels.Keys);

    /// <summary>Purposes it may be used for (`advertising`, `editorial`, …); empty means all.</summary>
    public static IReadOnlyList<string> GetPurposes([Parent] AssetRights rights) => rights.Purposes.Keys;

    /// <summary>Null without one, and for callers who may not see every asset.</summary>
    public static async ValueTask<LicenseDetails?> GetLicenseAsync([Parent] AssetRights rights, LicenseById licenses) =>
        rights.LicenseId is { } id ? await licenses.LoadAsync(id) : null;

    /// <summary>All of them have to hold. They name people: none for callers who may not see every asset.</summary>
    public static async ValueTask<IReadOnlyList<ReleaseDetails>> GetReleasesAsync([Parent] AssetRights rights, ReleaseById releases)
    {
        var found = new List<ReleaseDetails>(rights.Releases.Ids.Count);
        foreach (var loading in rights.Releases.Ids.Select(id => releases.LoadAsync(id)).ToList())
        {
            if (await loading is { } release)
            {
                found.Add(release);
            }
        }

        return found;
    }
}

/// <summary>What somebody allows to do with their work, for a time. When it ends, or is revoked, no asset that has it is delivered any more.</summary>
[ObjectType<LicenseDetails>(Name = "License")]
[Node<LicenseById>(NodeIds.License)]
internal static class LicenseNode
{
    /// <summary>Channels it is for; empty means all.</summary>
    public static ValueTask<IReadOnlyList<ChannelDetails>> GetChannelsAsync([Parent] LicenseDetails license, ChannelByKey channels) => channels.LoadFoundAsync(license.Channels.Keys);
}

/// <summary>Consent of a person or a property owner. A revoked or expired release blocks every asset it covers.</summary>
[ObjectType<ReleaseDetails>(Name = "Release", Ignore = [nameof(ReleaseDetails.DocumentId)])]
[Node<ReleaseById>(NodeIds.Release)]
internal static class ReleaseNode
{
    /// <summary>The signed paper.</summary>
    public static async ValueTask<AssetDetails?> GetDocumentAsync([Parent] ReleaseDetails release, AssetById assets) =>
        release.DocumentId is { } id ? await assets.LoadAsync(id) : null;
}

internal sealed class LicenseById(Caller caller, IRightsReader reader) : BatchLoader<Guid, LicenseDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, LicenseDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindLicensesAsync(caller, keys, ct)).ToDictionary(license => license.Id);
}

internal sealed class ReleaseById(Caller caller, IRightsReader reader) : BatchLoader<Guid, ReleaseDetails>
{
    protected override async Task<IReadOnlyDictionary<Guid, ReleaseDetails>> FetchAsync(IReadOnlyList<Guid> keys, CancellationToken ct) =>
        (await reader.FindReleasesAsync(caller, keys, ct)).ToDictionary(release => release.Id);
}
