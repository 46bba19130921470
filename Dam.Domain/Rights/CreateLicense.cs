using Dam.Domain.Access;
using Dam.Domain.Changes;

namespace Dam.Domain.Rights;

public sealed record CreateLicense(NewLicense License) : Command;

/// <summary>Id of the licence that a use case made or changed.</summary>
public sealed record LicenseId(Guid Value);

/// <summary>Makes a licence; assets get it by their rights.</summary>
public sealed class CreateLicenseHandler(IUnitsOfWork units, TimeProvider time)
{
    public async Task<Outcome<LicenseId>> HandleAsync(Caller caller, CreateLicense command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteRights))
        {
            return new NotAuthorized(Permissions.WriteRights);
        }

        return command.License.Problems().ToList() is { Count: > 0 } problems
            ? Outcome<LicenseId>.Refused(problems)
            : await units.RunAsync(caller, command, unit => CreateAsync(unit, caller, command.License, ct), ct);
    }

    private async Task<Outcome<LicenseId>> CreateAsync(IUnitOfWork unit, Caller caller, NewLicense content, CancellationToken ct)
    {
        if (!content.Channels.IsAll)
        {
            var known = await unit.Channels.FindKeysAsync(content.Channels.Keys.ToHashSet(StringComparer.Ordinal), ct);
            if (content.Channels.Keys.FirstOrDefault(key => !known.Contains(key)) is { } unknown)
            {
                return new NotFound("CHANNEL", unknown) { Path = ["input", "channels"] };
            }
        }

        var license = new License(content, time.GetUtcNow());
        unit.Rights.Add(license);
        unit.Events.Add(new Event(Kind: null, "license.created", caller.Subject, Details: new { LicenseId = license.Id, license.Name, license.Holder, license.StartsAt, license.ExpiresAt }));
        return new LicenseId(license.Id);
    }
}
