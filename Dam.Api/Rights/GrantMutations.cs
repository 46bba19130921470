using Dam.Api.Assets;
using Dam.Api.Errors;
using Dam.Api.Nodes;
using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;

namespace Dam.Api.Rights;

/// <param name="Subject">Who or what is seen.</param>
/// <param name="IsMinor">Somebody else has to sign for them: `guardian`.</param>
/// <param name="DocumentId">The asset that holds the signed paper.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateReleaseInput(
    ReleaseKind Kind,
    string Subject,
    DateTimeOffset? StartsAt,
    DateTimeOffset? ExpiresAt,
    TerritoryRuleInput? Territories,
    string? Guardian,
    [property: ID] string? DocumentId,
    bool IsMinor = false,
    string? IdempotencyKey = null);

internal sealed record CreateReleasePayload(ReleaseDetails? Release, IReadOnlyList<IError> Errors);

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="Reason">For the audit.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RevokeReleaseInput([property: ID] string ReleaseId, string Reason, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record RevokeReleasePayload(ReleaseDetails? Release, Impact? Impact, IReadOnlyList<IError> Errors);

/// <param name="Cost">In words.</param>
/// <param name="Channels">Keys of the channels it is for; empty for all.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record CreateLicenseInput(
    string Name,
    string? Holder,
    string? Terms,
    string? Cost,
    DateTimeOffset? StartsAt,
    DateTimeOffset? ExpiresAt,
    TerritoryRuleInput? Territories,
    IReadOnlyList<string>? Channels,
    string? IdempotencyKey);

internal sealed record CreateLicensePayload(LicenseDetails? License, IReadOnlyList<IError> Errors);

/// <summary>With `dryRun`, nothing changes and `impact` says what would.</summary>
/// <param name="Reason">For the audit.</param>
/// <param name="IdempotencyKey">The same key within 24 hours returns the first answer.</param>
internal sealed record RevokeLicenseInput([property: ID] string LicenseId, string Reason, bool DryRun = false, string? IdempotencyKey = null);

/// <param name="Impact">What the change touches; null when it was refused.</param>
internal sealed record RevokeLicensePayload(LicenseDetails? License, Impact? Impact, IReadOnlyList<IError> Errors);

/// <summary>Who may do what is decided by each use case, which answers a refusal in the payload.</summary>
[MutationType]
internal static class GrantMutations
{
    /// <summary>Makes a release; `rights.releaseIds` of assets name it.</summary>
    [AnyCaller]
    public static async Task<CreateReleasePayload> CreateReleaseAsync(
        CreateReleaseInput input, Caller caller, CreateReleaseHandler handler, ReleaseById releases, CancellationToken ct)
    {
        var release = new NewRelease(input.Kind, input.Subject)
        {
            StartsAt = input.StartsAt,
            ExpiresAt = input.ExpiresAt,
            Territories = input.Territories?.ToRule() ?? TerritoryRule.Everywhere,
            IsMinor = input.IsMinor,
            Guardian = input.Guardian,
            DocumentId = input.DocumentId is { } document ? NodeIds.AssetOrNone(document) : null,
        };
        var outcome = await handler.HandleAsync(caller, new CreateRelease(release) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(outcome.Value is { } made ? await releases.LoadAsync(made.Value) : null, outcome.Errors.ToErrors());
    }

    /// <summary>Ends a release at once: every asset that it covers is refused with the answer.</summary>
    [AnyCaller]
    public static async Task<RevokeReleasePayload> RevokeReleaseAsync(
        RevokeReleaseInput input, Caller caller, RevokeGrantHandler handler, ReleaseById releases, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.Release, input.ReleaseId, out var id))
        {
            return new(null, null, ErrorTypes.Unknown("RELEASE", input.ReleaseId, "releaseId"));
        }

        var outcome = await handler.HandleAsync(caller, new RevokeRelease(id, input.Reason, input.DryRun) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(outcome.Succeeded ? await releases.LoadAsync(id) : null, Impact.Of(outcome), outcome.Errors.ToErrors());
    }

    /// <summary>Makes a licence; `rights.licenseId` of assets names it.</summary>
    [AnyCaller]
    public static async Task<CreateLicensePayload> CreateLicenseAsync(
        CreateLicenseInput input, Caller caller, CreateLicenseHandler handler, LicenseById licenses, CancellationToken ct)
    {
        var license = new NewLicense(input.Name)
        {
            Holder = input.Holder,
            Terms = input.Terms,
            Cost = input.Cost,
            StartsAt = input.StartsAt,
            ExpiresAt = input.ExpiresAt,
            Territories = input.Territories?.ToRule() ?? TerritoryRule.Everywhere,
            Channels = KeyRule.Of(input.Channels ?? []),
        };
        var outcome = await handler.HandleAsync(caller, new CreateLicense(license) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(outcome.Value is { } made ? await licenses.LoadAsync(made.Value) : null, outcome.Errors.ToErrors());
    }

    /// <summary>Ends a licence at once: every asset that has it is refused with the answer.</summary>
    [AnyCaller]
    public static async Task<RevokeLicensePayload> RevokeLicenseAsync(
        RevokeLicenseInput input, Caller caller, RevokeGrantHandler handler, LicenseById licenses, CancellationToken ct)
    {
        if (!NodeId.TryParse<Guid>(NodeIds.License, input.LicenseId, out var id))
        {
            return new(null, null, ErrorTypes.Unknown("LICENSE", input.LicenseId, "licenseId"));
        }

        var outcome = await handler.HandleAsync(caller, new RevokeLicense(id, input.Reason, input.DryRun) { IdempotencyKey = input.IdempotencyKey }, ct);
        return new(outcome.Succeeded ? await licenses.LoadAsync(id) : null, Impact.Of(outcome), outcome.Errors.ToErrors());
    }
}
