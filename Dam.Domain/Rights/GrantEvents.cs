using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Purges;

namespace Dam.Domain.Rights;

/// <summary>What is told of licences and releases.</summary>
internal static class GrantEvents
{
    /// <summary>Names no asset: it may concern any, and whoever keeps verdicts keeps none from then on. The feed is told of each by <see cref="TellOfGrantHandler"/>.</summary>
    public static void GrantRevoked(this IEventLog events, Caller caller, GrantId grant, string reason) => events.Add(grant.IsLicense
        ? new Event(Kind: null, "license.revoked", caller.Subject, Details: new { LicenseId = grant.Value, Reason = reason }) { PurgeKey = PurgeKeys.OfLicense(grant.Value) }
        : new Event(Kind: null, "release.revoked", caller.Subject, Details: new { ReleaseId = grant.Value, Reason = reason }) { PurgeKey = PurgeKeys.Released });
}
