using Dam.Domain.Access;

namespace Dam.Domain.Rights;

/// <param name="Reason">For the audit; 1 to <see cref="RightsPatch.LongestText"/> characters.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record RevokeLicense(Guid LicenseId, string Reason, bool DryRun) : Command;

/// <param name="Reason">For the audit; 1 to <see cref="RightsPatch.LongestText"/> characters.</param>
/// <param name="DryRun">Whether everything is asked but nothing done.</param>
public sealed record RevokeRelease(Guid ReleaseId, string Reason, bool DryRun) : Command;

/// <summary>What was revoked, or would be.</summary>
/// <param name="IsUnchanged">It was revoked before: nothing was written.</param>
public sealed record RevokedGrant(GrantId Grant, bool IsUnchanged);

/// <summary>Ends a licence or a release at once: whatever it covers is refused with the answer. One row changes, however many assets it covers.</summary>
public sealed class RevokeGrantHandler(IUnitsOfWork units, TimeProvider time)
{
    public Task<Outcome<RevokedGrant>> HandleAsync(Caller caller, RevokeLicense command, CancellationToken ct) => RunAsync(
        caller,
        command,
        command.Reason,
        async unit => await unit.Rights.FindLicenseAsync(command.LicenseId, ct) is not { } license
            ? new NotFound("LICENSE", command.LicenseId.ToString("N")) { Path = ["input", "licenseId"] }
            : Revoke(unit, caller, new GrantId(IsLicense: true, license.Id), license.RevokedAt, command.Reason, command.DryRun ? null : license.Revoke),
        ct);

    public Task<Outcome<RevokedGrant>> HandleAsync(Caller caller, RevokeRelease command, CancellationToken ct) => RunAsync(
        caller,
        command,
        command.Reason,
        async unit => await unit.Rights.FindReleaseAsync(command.ReleaseId, ct) is not { } release
            ? new NotFound("RELEASE", command.ReleaseId.ToString("N")) { Path = ["input", "releaseId"] }
            : Revoke(unit, caller, new GrantId(IsLicense: false, release.Id), release.RevokedAt, command.Reason, command.DryRun ? null : release.Revoke),
        ct);

    private async Task<Outcome<RevokedGrant>> RunAsync<T>(Caller caller, T command, string reason, Func<IUnitOfWork, Task<Outcome<RevokedGrant>>> work, CancellationToken ct)
        where T : Command =>
        !caller.May(Permissions.WriteRights) ? new NotAuthorized(Permissions.WriteRights)
        : Takedown.ReasonProblem(reason) is { } problem ? problem
        : await units.RunAsync(caller, command, work, ct);

    /// <param name="revoke">Null for a dry run.</param>
    private RevokedGrant Revoke(IUnitOfWork unit, Caller caller, GrantId grant, DateTimeOffset? revokedAt, string reason, Action<DateTimeOffset>? revoke)
    {
        if (revokedAt is null && revoke is not null)
        {
            revoke(time.GetUtcNow());
            unit.Events.GrantRevoked(caller, grant, reason);
            unit.Jobs.Enqueue(TellOfGrantHandler.JobKind, TellOfGrantHandler.Payload(grant, at: null, after: null));
        }

        return new RevokedGrant(grant, IsUnchanged: revokedAt is not null);
    }
}
