using Dam.Domain.Access;
using Dam.Domain.Paging;

namespace Dam.Domain.Rights;

/// <summary>A licence as readers give it.</summary>
public sealed record LicenseDetails
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string? Holder { get; init; }

    public required string? Terms { get; init; }

    /// <summary>In words.</summary>
    public required string? Cost { get; init; }

    public required DateTimeOffset? StartsAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From then on nothing that has it is delivered.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    public required TerritoryRule Territories { get; init; }

    public required KeyRule Channels { get; init; }
}

/// <summary>A release as readers give it.</summary>
public sealed record ReleaseDetails
{
    public required Guid Id { get; init; }

    public required ReleaseKind Kind { get; init; }

    /// <summary>Who or what is seen.</summary>
    public required string Subject { get; init; }

    public required DateTimeOffset? StartsAt { get; init; }

    public required DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From then on nothing that it covers is delivered.</summary>
    public required DateTimeOffset? RevokedAt { get; init; }

    public required TerritoryRule Territories { get; init; }

    public required bool IsMinor { get; init; }

    /// <summary>Who has signed for a minor.</summary>
    public required string? Guardian { get; init; }

    public required Guid? DocumentId { get; init; }
}

/// <summary>Reads licences and releases, one SQL statement a call. They name people and contracts: callers without <see cref="Permissions.ReadAssets"/> see none.</summary>
public interface IRightsReader
{
    /// <summary>At most 1,000 ids.</summary>
    Task<IReadOnlyList<LicenseDetails>> FindLicensesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Newest first.</summary>
    /// <param name="filter">Null for all.</param>
    Task<Outcome<Page<LicenseDetails>>> PageLicensesAsync(Caller caller, LicenseFilter? filter, PageRequest page, CancellationToken ct);

    Task<int> CountLicensesAsync(Caller caller, LicenseFilter? filter, CancellationToken ct);

    /// <summary>At most 1,000 ids.</summary>
    Task<IReadOnlyList<ReleaseDetails>> FindReleasesAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Newest first.</summary>
    /// <param name="filter">Null for all.</param>
    Task<Outcome<Page<ReleaseDetails>>> PageReleasesAsync(Caller caller, ReleaseFilter? filter, PageRequest page, CancellationToken ct);

    Task<int> CountReleasesAsync(Caller caller, ReleaseFilter? filter, CancellationToken ct);
}
