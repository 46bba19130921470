using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Rights;

/// <summary>What is told of licences and releases.</summary>
public static class GrantEvents
{
    public const string LicenseRevoked = "license.revoked";

    public const string ReleaseRevoked = "release.revoked";

    /// <summary>Whether the verdict on more assets than the event names is another now: on any of which somebody keeps it.</summary>
    public static bool ConcernsManyAssets(string action) => action is LicenseRevoked or ReleaseRevoked;

    internal static void GrantRevoked(this IEventLog events, Caller caller, GrantId grant, string reason) => events.Add(grant.IsLicense
        ? new Event(Kind: null, LicenseRevoked, caller.Subject, Details: new { LicenseId = grant.Value, Reason = reason })
        : new Event(Kind: null, ReleaseRevoked, caller.Subject, Details: new { ReleaseId = grant.Value, Reason = reason }));
}
