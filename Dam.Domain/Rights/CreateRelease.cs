using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Rights;

public sealed record CreateRelease(NewRelease Release) : Command;

/// <summary>Id of the release that a use case made or changed.</summary>
public sealed record ReleaseId(Guid Value);

/// <summary>Makes a release; assets get it by their rights.</summary>
public sealed class CreateReleaseHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<ReleaseId>> HandleAsync(Caller caller, CreateRelease command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteRights))
        {
            return new NotAuthorized(Permissions.WriteRights);
        }

        return command.Release.Problems().ToList() is { Count: > 0 } problems
            ? Outcome<ReleaseId>.Refused(problems)
            : await units.RunAsync(caller, command, unit => CreateAsync(unit, caller, command.Release, ct), ct);
    }

    private async Task<Outcome<ReleaseId>> CreateAsync(IUnitOfWork unit, Caller caller, NewRelease content, CancellationToken ct)
    {
        if (content.DocumentId is { } document && (await unit.Skus.FindAssetsAsync([document], ct)).Count == 0)
        {
            return new NotFound("ASSET", document.ToString("N")) { Path = ["input", "documentId"] };
        }

        var release = new Release(content, time.GetUtcNow());
        unit.Rights.Add(release);
        unit.Events.Add(new Event(Kind: null, "release.created", caller.Subject, Details: new { ReleaseId = release.Id, release.Kind, release.Subject, release.StartsAt, release.ExpiresAt }));
        return new ReleaseId(release.Id);
    }
}
