using System.Text.Json;

namespace Dam.GraphQL.Sample;

/// <summary>What the sample serves: small, constant, and with a null wherever the schema allows one.</summary>
internal static class Catalog
{
    public static DateTimeOffset Opened { get; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static IReadOnlyList<IMedia> Media { get; } =
    [
        new Image("i1", "Lamp, front", "image/jpeg", 1200, 800, 1.5, "1200x800"),
        new Video("v1", "Lamp, film", "video/mp4", 12.5),
        new Image("i2", "Chair", "image/png", 640, 640, Ratio: null, Size: null),
    ];

    public static IReadOnlyList<Product> Products { get; } =
    [
        new("p1", "Lamp", "L-1", Status.Active, 19.5, InStock: true, Opened),
        new("p2", "Chair", "C-2", Status.Active, Price: null, InStock: true, Opened.AddHours(1)),
        new("p3", "Table", "T-3", Status.Draft, 1000, InStock: false, Opened.AddDays(1).AddMilliseconds(250)),
    ];

    public static Folder Root { get; } = CreateFolders();

    public static IReadOnlyList<INamed> All { get; } = [.. Media, Root, .. Root.Children, .. Products];

    public static INamed? Find(string id) => All.FirstOrDefault(named => string.Equals(named.Id, id, StringComparison.Ordinal));

    public static Product? Find(ProductBy by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Products.FirstOrDefault(product =>
            by.Id is not null ? string.Equals(product.Id, by.Id, StringComparison.Ordinal)
            : by.Sku is not null ? string.Equals(product.Sku, by.Sku, StringComparison.Ordinal)
            : by.Filter is not null ? by.Filter.Matches(product)
            : by.Tags!.Contains(product.Sku, StringComparer.Ordinal));
    }

    public static IReadOnlyList<IMedia> MediaOf(string productId) => productId switch
    {
        "p1" => [Media[0], Media[1]],
        "p2" => [Media[2], Media[1]],
        _ => [],
    };

    private static Folder CreateFolders()
    {
        var root = new Folder("f0", "Root")
        {
            Tags = ["all", null, "top"],
            Meta = JsonSerializer.SerializeToElement(new { depth = 0, open = true, marks = new[] { 1.5, 2 } }),
        };
        root.Children = [new Folder("f1", "Campaigns") { Parent = root, Tags = [] }, new Folder("f2", "Press") { Parent = root }];
        return root;
    }
}
