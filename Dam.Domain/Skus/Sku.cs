namespace Dam.Domain.Skus;

public enum SkuRole
{
    Primary,
    Gallery,
    Swatch,
    Detail,
    Lifestyle,
    Manual,
    Video,
    Other,
}

/// <summary>A stock-keeping unit, known by the code that it shares with the PIM, and the assets that show it.</summary>
public sealed class Sku
{
    public const int LongestCode = 200;

    public const int LongestName = 500;

    private readonly List<SkuLink> _links = [];

    private Sku()
    {
    }

    public Sku(string code, string? name, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        Code = code;
        Rename(name);
    }

    public Guid Id { get; private init; }

    /// <summary>Unique; compares ordinally.</summary>
    public string Code { get; private init; } = "";

    public string? Name { get; private set; }

    /// <summary><see cref="Paging.Folding.Fold(string, int)"/> of the name, for comparing and sorting; empty without a name, so that the order needs no rule for nulls.</summary>
    public string NameFolded { get; private set; } = "";

    public IReadOnlyList<SkuLink> Links => _links;

    public void Rename(string? name)
    {
        Name = name;
        NameFolded = name is null ? "" : Paging.Folding.Fold(name, LongestName);
    }

    /// <summary>Whether these are its links, in this order.</summary>
    public bool Shows(IReadOnlyList<(Guid AssetId, SkuRole Role)> links) =>
        _links.OrderBy(link => link.Position).Select(link => (link.AssetId, link.Role)).SequenceEqual(links);

    /// <summary>Replaces the links, where they are others; the order given is their position.</summary>
    public void Link(IReadOnlyList<(Guid AssetId, SkuRole Role)> links)
    {
        if (Shows(links))
        {
            return;
        }

        _links.Clear();
        _links.AddRange(links.Select((link, position) => new SkuLink(Id, link.AssetId, link.Role, position)));
    }
}

/// <summary>An asset's place at a SKU. The same asset may stand in several roles.</summary>
public sealed class SkuLink
{
    private SkuLink()
    {
    }

    internal SkuLink(Guid skuId, Guid assetId, SkuRole role, int position)
    {
        SkuId = skuId;
        AssetId = assetId;
        Role = role;
        Position = position;
    }

    public Guid SkuId { get; private init; }

    public Guid AssetId { get; private init; }

    public SkuRole Role { get; private init; }

    /// <summary>From 0, without gaps.</summary>
    public int Position { get; private init; }
}
