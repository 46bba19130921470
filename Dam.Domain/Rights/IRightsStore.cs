namespace Dam.Domain.Rights;

/// <summary>Names a licence or a release.</summary>
public readonly record struct GrantId(bool IsLicense, Guid Value);

/// <summary>Licences and releases as a use case changes them, within its unit of work.</summary>
public interface IRightsStore
{
    /// <summary>Those that exist, for reading: what a use case finds here may be revoked meanwhile.</summary>
    Task<IReadOnlyList<License>> FindLicensesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>Those that exist, for reading: what a use case finds here may be revoked meanwhile.</summary>
    Task<IReadOnlyList<Release>> FindReleasesAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct);

    /// <summary>For changing; null when unknown.</summary>
    Task<License?> FindLicenseAsync(Guid id, CancellationToken ct);

    /// <summary>For changing; null when unknown.</summary>
    Task<Release?> FindReleaseAsync(Guid id, CancellationToken ct);

    void Add(License license);

    void Add(Release release);

    /// <summary>Some of the assets that are not deleted and are covered by a licence or a release, in the order of their ids.</summary>
    /// <param name="after">Id behind which to begin; null for the first.</param>
    Task<IReadOnlyList<Guid>> FindCoveredAsync(GrantId grant, Guid? after, int atMost, CancellationToken ct);
}
