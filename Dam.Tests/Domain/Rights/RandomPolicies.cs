using Dam.Domain.Assets;
using Dam.Domain.Rights;

namespace Dam.Tests.Domain.Rights;

/// <summary>Policies and questions drawn from so few values that rules and questions often meet, at their very edges too.</summary>
internal sealed class RandomPolicies(int seed, DateTimeOffset middle)
{
    private readonly Random _random = new(seed);

    /// <summary>What rules name.</summary>
    public static readonly string[] Codes = ["FR", "FR-75", "US", "US-CA", "US-NY", "DE", "RE", "CA"];

    /// <summary>What is asked about; no rule names the last ones.</summary>
    public static readonly Territory?[] Territories = [null, .. Codes.Append("US-TX").Append("ZZ").Append("ZZ-1").Select(code => (Territory?)Territory.Parse(code))];

    /// <summary>The last one is named by no rule, and is no key.</summary>
    public static readonly string?[] Channels = [null, "web", "print", "shop-1", "web print"];

    public static readonly string?[] Purposes = [null, "advertising", "editorial", "internal"];

    /// <summary>At which something begins or ends.</summary>
    public DateTimeOffset[] Edges { get; } = [.. Enumerable.Range(-2, 5).Select(days => middle.AddDays(days))];

    public int Next(int end) => _random.Next(end);

    public bool One(int of) => _random.Next(of) == 0;

    public T OneOf<T>(IReadOnlyList<T> values) => values[_random.Next(values.Count)];

    /// <param name="open">One in so many is without a restriction of a kind.</param>
    public AssetRights Rights(int open = 2) => new()
    {
        EmbargoUntil = Edge(open),
        ExpiresAt = Edge(open),
        Territories = TerritoryRule(open),
        Channels = Keys(Channels[1..4]),
        Purposes = Keys(Purposes[1..3]),
        NeedsRelease = One(of: 4),
    };

    public Grant Grant(bool isLicense) => new()
    {
        StartsAt = One(of: 4) ? OneOf(Edges) : null,
        ExpiresAt = One(of: 2) ? OneOf(Edges) : null,
        IsRevoked = One(of: 8),
        Territories = One(of: 3) ? TerritoryRule(open: 4) : Dam.Domain.Rights.TerritoryRule.Everywhere,
        Channels = isLicense ? Keys(Channels[1..4]) : KeyRule.All,
    };

    public DeliverySnapshot Snapshot() => new(
        One(of: 3) ? OneOf(Enum.GetValues<AssetStatus>()) : AssetStatus.Approved,
        One(of: 10) ? null : One(of: 4) ? OneOf(Enum.GetValues<ProcessingState>()) : ProcessingState.Ready,
        Rights())
    {
        IsTakenDown = One(of: 12),
        License = One(of: 2) ? Grant(isLicense: true) : null,
        Releases = [.. Enumerable.Range(0, One(of: 2) ? 0 : Next(4)).Select(_ => Grant(isLicense: false))],
    };

    /// <summary>At an edge, or a tick beside it.</summary>
    public DeliveryContext Context() => new(OneOf(Edges).AddTicks(Next(3) - 1), OneOf(Territories), OneOf(Channels), OneOf(Purposes)) { IsAuthorized = !One(of: 20) };

    private DateTimeOffset? Edge(int open) => One(open) ? null : OneOf(Edges);

    private TerritoryRule TerritoryRule(int open) => Dam.Domain.Rights.TerritoryRule.Of(
        One(open) ? TerritoryMode.All : OneOf(Enum.GetValues<TerritoryMode>()),
        Codes.Where(_ => One(of: 3)).DefaultIfEmpty(OneOf(Codes)).Select(Territory.Parse));

    private KeyRule Keys(IEnumerable<string?> keys) => One(of: 2) ? KeyRule.All : KeyRule.Of(keys.Where(_ => One(of: 2)).OfType<string>());
}
