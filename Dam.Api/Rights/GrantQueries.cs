using Dam.Api.Paging;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;

namespace Dam.Api.Rights;

/// <summary>Fields of one object are joined by AND. Texts compare as they are.</summary>
[FilterBounds(MaxDepth = AssetFilter.Deepest, MaxConditions = AssetFilter.MostConditions, MaxListLength = AssetFilter.MostConditions)]
internal sealed record LicenseFilterInput : Filter<LicenseFilterInput>
{
    public StringFilter? Name { get; init; }

    public StringFilter? Holder { get; init; }

    /// <summary>A licence without an end is in no range.</summary>
    public RangeFilter<DateTimeOffset>? ExpiresAt { get; init; }

    public bool? IsRevoked { get; init; }

    public LicenseFilter ToFilter() => new()
    {
        And = And?.Select(part => part.ToFilter()).ToList(),
        Or = Or?.Select(part => part.ToFilter()).ToList(),
        Not = Not?.ToFilter(),
        Name = Name?.ToDomain(),
        Holder = Holder?.ToDomain(),
        ExpiresAt = ExpiresAt?.ToDomain(),
        IsRevoked = IsRevoked,
    };
}

/// <summary>Fields of one object are joined by AND. Texts compare as they are.</summary>
[FilterBounds(MaxDepth = AssetFilter.Deepest, MaxConditions = AssetFilter.MostConditions, MaxListLength = AssetFilter.MostConditions)]
internal sealed record ReleaseFilterInput : Filter<ReleaseFilterInput>
{
    public ChoiceFilter<ReleaseKind>? Kind { get; init; }

    public StringFilter? Subject { get; init; }

    /// <summary>A release without an end is in no range.</summary>
    public RangeFilter<DateTimeOffset>? ExpiresAt { get; init; }

    public bool? IsRevoked { get; init; }

    public ReleaseFilter ToFilter() => new()
    {
        And = And?.Select(part => part.ToFilter()).ToList(),
        Or = Or?.Select(part => part.ToFilter()).ToList(),
        Not = Not?.ToFilter(),
        Kinds = Kind?.ToValues(),
        Subject = Subject?.ToDomain(),
        ExpiresAt = ExpiresAt?.ToDomain(),
        IsRevoked = IsRevoked,
    };
}

[QueryType]
internal static class GrantQueries
{
    /// <summary>Licences, newest first. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadAssets)]
    public static async Task<Connection<LicenseDetails>> GetLicensesAsync(
        PageArguments page, LicenseFilterInput? where, FieldSelection selection, Caller caller, IRightsReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter();
        return (await reader.PageLicensesAsync(caller, filter, page.ToRequest(selection), ct)).OrThrow().ToConnection(async token => await reader.CountLicensesAsync(caller, filter, token));
    }

    /// <summary>Releases, newest first. `first` or `last`, 1 to 100, is required.</summary>
    [Authorize(Permissions.ReadAssets)]
    public static async Task<Connection<ReleaseDetails>> GetReleasesAsync(
        PageArguments page, ReleaseFilterInput? where, FieldSelection selection, Caller caller, IRightsReader reader, CancellationToken ct)
    {
        var filter = where?.ToFilter();
        return (await reader.PageReleasesAsync(caller, filter, page.ToRequest(selection), ct)).OrThrow().ToConnection(async token => await reader.CountReleasesAsync(caller, filter, token));
    }
}
