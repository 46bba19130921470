using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Purges;
using Dam.Domain.Transitions;

namespace Dam.Domain.Rights;

/// <summary>What is told of licences and releases.</summary>
internal static class GrantEvents
{
    /// <summary>Names no asset: it may concern any, and whoever keeps verdicts keeps none from then on. The feed is told of each by <see cref="TellOfGrantHandler"/>.</summary>
    public static void GrantRevoked(this IEventLog events, Caller caller, GrantId grant, string reason) => events.Add(grant.IsLicense
        ? new Event(Kind: null, "license.revoked", caller.Subject, Details: new { LicenseId = grant.Value, Reason = reason }) { PurgeKey = PurgeKeys.Of(grant) }
        : new Event(Kind: null, "release.revoked", caller.Subject, Details: new { ReleaseId = grant.Value, Reason = reason }) { PurgeKey = PurgeKeys.Of(grant) });

    /// <summary>The same for what begins or ends by itself.</summary>
    public static void GrantPassed(this IEventLog events, GrantTransition passed)
    {
        var change = passed.IsEnd ? "expired" : "begun";
        var key = PurgeKeys.Of(passed.Grant);
        events.Add(passed.Grant.IsLicense
            ? new Event(Kind: null, $"license.{change}", Caller.System.Subject, Details: new { LicenseId = passed.Grant.Value, passed.At }) { PurgeKey = key }
            : new Event(Kind: null, $"release.{change}", Caller.System.Subject, Details: new { ReleaseId = passed.Grant.Value, passed.At }) { PurgeKey = key });
    }
}
