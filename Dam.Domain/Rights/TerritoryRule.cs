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

/// <summary>Where something may be delivered. A country covers its subdivisions.</summary>
/// <param name="Mode">How to read the list.</param>
/// <param name="Territories">Sorted by code, each once; empty with <see cref="TerritoryMode.All"/>.</param>
public sealed record TerritoryRule(TerritoryMode Mode, IReadOnlyList<Territory> Territories)
{
    public const int MostTerritories = 500;

    public bool Equals(TerritoryRule? other) => other is not null && Mode == other.Mode && Territories.SequenceEqual(other.Territories);

    public override int GetHashCode() => HashCode.Combine(Mode, Territories.Count);

    public static TerritoryRule Everywhere { get; } = new(TerritoryMode.All, []);

    /// <summary>The rule with its list in the one order that is stored and shown.</summary>
    public static TerritoryRule Of(TerritoryMode mode, IEnumerable<Territory> territories) =>
        mode == TerritoryMode.All ? Everywhere : new TerritoryRule(mode, [.. territories.Distinct().OrderBy(territory => territory.Code, StringComparer.Ordinal)]);

    /// <summary>The rule of which <see cref="Codes"/> were kept.</summary>
    public static TerritoryRule Of(TerritoryMode mode, string codes) =>
        mode == TerritoryMode.All ? Everywhere : new TerritoryRule(mode, [.. SpacedText.Split(codes).Select(Territory.Parse)]);

    /// <summary>The territories as they are kept: <see cref="SpacedText"/>.</summary>
    internal string Codes() => SpacedText.Of(Territories.Select(territory => territory.Code));

    /// <summary>What is wrong with a rule that a caller gives; null when nothing is.</summary>
    internal InvalidInput? Problem(params IReadOnlyList<string> path)
    {
        var (code, message) = Mode switch
        {
            TerritoryMode.All when Territories.Count > 0 => ("TERRITORIES_CONTRADICT", "With mode ALL the list of territories must be empty."),
            not TerritoryMode.All when Territories.Count == 0 => ("TERRITORIES_MISSING", "With mode ONLY or EXCEPT at least one territory must be named."),
            _ when Territories.Count > MostTerritories => ("TERRITORIES_TOO_MANY", $"At most {MostTerritories} territories can be named."),
            _ when Territories.FirstOrDefault(territory => !Countries.Has(territory.Country)) is { IsSet: true } none =>
                ("TERRITORY_UNKNOWN", $"\"{none.Country}\" is no country of ISO 3166-1.{(none.Country == "UK" ? " The United Kingdom is GB." : "")}"),
            _ => (null, ""),
        };
        return code is null ? null : new InvalidInput(code, message) { Path = path };
    }
}
