namespace Dam.Domain.Rights;

public enum TerritoryMode
{
    /// <summary>Everywhere.</summary>
    All,

    /// <summary>Only in the territories named.</summary>
    Only,

    /// <summary>Everywhere but in the territories named.</summary>
    Except,
}

/// <summary>Where an asset may be delivered. A country covers its subdivisions.</summary>
/// <param name="Mode">How to read the list.</param>
/// <param name="Territories">Sorted by code, each once; empty with <see cref="TerritoryMode.All"/>.</param>
public sealed record TerritoryRule(TerritoryMode Mode, IReadOnlyList<Territory> Territories)
{
    public bool Equals(TerritoryRule? other) => other is not null && Mode == other.Mode && Territories.SequenceEqual(other.Territories);

    public override int GetHashCode() => HashCode.Combine(Mode, Territories.Count);

    public static TerritoryRule Everywhere { get; } = new(TerritoryMode.All, []);

    /// <summary>The rule with its list in the one order that is stored and shown.</summary>
    public static TerritoryRule Of(TerritoryMode mode, IEnumerable<Territory> territories) =>
        mode == TerritoryMode.All ? Everywhere : new TerritoryRule(mode, [.. territories.Distinct().OrderBy(territory => territory.Code, StringComparer.Ordinal)]);
}
