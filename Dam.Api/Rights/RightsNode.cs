using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;

namespace Dam.Api.Rights;

/// <summary>When and where an asset may be delivered, and what has to be said beside it.</summary>
[ObjectType<AssetRights>(Name = "Rights", Ignore = [nameof(AssetRights.Channels), nameof(AssetRights.Purposes), nameof(AssetRights.NeedsRelease), nameof(AssetRights.LicenseId), nameof(AssetRights.Releases), nameof(AssetRights.Event), nameof(AssetRights.EmbargoAfterEvent), nameof(AssetRights.ExpiresAfterEvent)])]
internal static class RightsNode;
