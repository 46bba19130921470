using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

public abstract partial class AssetReaderContract
{
    public static TheoryData<string, AssetFilter, string> Filters => new()
    {
        { "eq folds", new AssetFilter { Title = new TextFilter { Eq = "CAFE au lait" } }, "Café au lait" },
        { "neq", new AssetFilter { Title = new TextFilter { Neq = "cafe au lait" } }, "100% wool_a,Plain,Zürich" },
        { "in", new AssetFilter { Title = new TextFilter { In = ["PLAIN", "zurich", "none"] } }, "Plain,Zürich" },
        { "in nothing", new AssetFilter { Title = new TextFilter { In = [] } }, "" },
        { "nin", new AssetFilter { Title = new TextFilter { Nin = ["PLAIN", "zurich"] } }, "100% wool_a,Café au lait" },
        { "nin nothing", new AssetFilter { Title = new TextFilter { Nin = [] } }, "100% wool_a,Café au lait,Plain,Zürich" },
        { "contains", new AssetFilter { Title = new TextFilter { Contains = "FÉ A" } }, "Café au lait" },
        { "contains percent itself", new AssetFilter { Title = new TextFilter { Contains = "%" } }, "100% wool_a" },
        { "contains underscore itself", new AssetFilter { Title = new TextFilter { Contains = "l_a" } }, "100% wool_a" },
        { "contains quote", new AssetFilter { Title = new TextFilter { Contains = "' OR 1=1 --" } }, "" },
        { "starts with", new AssetFilter { Title = new TextFilter { StartsWith = "Caf" } }, "Café au lait" },
        { "starts with percent", new AssetFilter { Title = new TextFilter { StartsWith = "1%" } }, "" },
        { "starts with last code point", new AssetFilter { Title = new TextFilter { StartsWith = "\U0010FFFF" } }, "" },
        { "filename", new AssetFilter { Filename = new TextFilter { Eq = "Plain.JPG" } }, "Plain" },
        { "media type is ordinal", new AssetFilter { MediaType = new TextFilter { Eq = "IMAGE/JPEG" } }, "" },
        { "media type", new AssetFilter { MediaType = new TextFilter { StartsWith = "application/" } }, "Zürich" },
        { "kind", new AssetFilter { Kinds = [AssetKind.Document, AssetKind.Audio] }, "Zürich" },
        { "no kind", new AssetFilter { Kinds = [] }, "" },
        { "status", new AssetFilter { Statuses = [AssetStatus.Approved] }, "Café au lait" },
        { "size range", new AssetFilter { Size = new RangeFilter<long> { Gt = 100, Lte = 300 } }, "100% wool_a,Plain" },
        { "size", new AssetFilter { Size = new RangeFilter<long> { Eq = 400 } }, "Zürich" },
        { "width", new AssetFilter { Width = new RangeFilter<int> { Gte = 4000 } }, "Café au lait" },
        { "not a width where there may be none", new AssetFilter { Not = new AssetFilter { Width = new RangeFilter<int> { Gte = 1 } } }, "100% wool_a,Plain,Zürich" },
        { "height", new AssetFilter { Height = new RangeFilter<int> { Lt = 3000 } }, "" },
        { "created", new AssetFilter { CreatedAt = new RangeFilter<DateTimeOffset> { Gt = TestDatabase.Start, Lt = TestDatabase.Start.AddSeconds(3) } }, "100% wool_a,Plain" },
        { "updated in another zone", new AssetFilter { UpdatedAt = new RangeFilter<DateTimeOffset> { Eq = TestDatabase.Start.ToOffset(TimeSpan.FromHours(5)) } }, "Café au lait" },
        { "sku", new AssetFilter { Sku = new TextFilter { StartsWith = "SHOE-" } }, "Plain,Zürich" },
        { "sku is ordinal", new AssetFilter { Sku = new TextFilter { StartsWith = "shoe-" } }, "" },
        { "some sku is another", new AssetFilter { Sku = new TextFilter { Neq = "SHOE-1" } }, "Zürich" },
        { "not the sku", new AssetFilter { Not = new AssetFilter { Sku = new TextFilter { Eq = "SHOE-1" } } }, "100% wool_a,Café au lait" },
        { "a tag", new AssetFilter { SomeTag = new TextFilter { Eq = "RÔTI" } }, "Café au lait,Plain" },
        { "a tag of a kind", new AssetFilter { SomeTag = new TextFilter { Eq = "map" }, Kinds = [AssetKind.Image] }, "" },
        { "two tags", new AssetFilter { SomeTag = new TextFilter { Eq = "roti" }, And = [new AssetFilter { SomeTag = new TextFilter { Eq = "summer 2026" } }] }, "Plain" },
        { "some tag starts with", new AssetFilter { SomeTag = new TextFilter { StartsWith = "Summer" } }, "Plain,Zürich" },
        { "some tag contains", new AssetFilter { SomeTag = new TextFilter { Contains = "MER 2026" } }, "Plain" },
        { "some tag, but not those", new AssetFilter { SomeTag = new TextFilter { Nin = ["roti", "map"] } }, "Plain,Zürich" },
        { "some tag is another", new AssetFilter { SomeTag = new TextFilter { Neq = "roti" } }, "Plain,Zürich" },
        { "no tag", new AssetFilter { NoTag = new TextFilter { In = ["roti", "map"] } }, "100% wool_a" },
        { "no tag at all", new AssetFilter { NoTag = new TextFilter() }, "100% wool_a" },
        { "nothing", new AssetFilter(), "100% wool_a,Café au lait,Plain,Zürich" },
        { "not nothing", new AssetFilter { Not = new AssetFilter() }, "" },
        { "or of nothing", new AssetFilter { Or = [] }, "" },
        { "and of nothing", new AssetFilter { And = [] }, "100% wool_a,Café au lait,Plain,Zürich" },
        {
            "or within and",
            new AssetFilter
            {
                And = [new AssetFilter { Kinds = [AssetKind.Image] }],
                Or = [new AssetFilter { Title = new TextFilter { Eq = "plain" } }, new AssetFilter { Title = new TextFilter { Eq = "zürich" } }],
            },
            "Plain"
        },
        { "empty text", new AssetFilter { Title = new TextFilter { Contains = "", StartsWith = "" } }, "100% wool_a,Café au lait,Plain,Zürich" },
    };

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task PageAsync_Should_FindExactlyThose_When_Filtered(string name, AssetFilter filter, string titles)
    {
        Assert.NotEmpty(name);
        await FillAsync();

        var page = await PageAsync(new PageRequest(10, null, null, null), filter, order: new AssetSort(AssetSortField.Title, SortDirection.Asc));

        Assert.Equal(titles, string.Join(',', page.Items.Select(item => item.Item.Title)));
        Assert.Equal(page.Items.Count, await _database.Assets.CountAsync(Admin, filter, Ct));
    }

    [Fact]
    public async Task PageAsync_Should_WalkTheTagsOfAnAsset_When_TheListIsInTheOrderInWhichAssetsWereMade()
    {
        for (var i = 0; i < 7; i++)
        {
            await _database.AddAssetAsync($"{i}", tags: [i % 3 == 0 ? "other" : "Ours", "all"]);
            _database.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var filter = new AssetFilter { SomeTag = new TextFilter { Eq = "OURS" } };
        var first = await PageAsync(new PageRequest(3, null, null, null), filter);
        var second = await PageAsync(new PageRequest(3, first.Items[^1].Cursor, null, null), filter);
        var last = await PageAsync(new PageRequest(null, null, 2, null), filter);
        var oldest = await PageAsync(new PageRequest(10, null, null, null), filter, order: new AssetSort(AssetSortField.CreatedAt, SortDirection.Asc));

        Assert.Equal(["5", "4", "2"], first.Items.Select(item => item.Item.Title));
        Assert.Equal(["1"], second.Items.Select(item => item.Item.Title));
        Assert.Equal(["2", "1"], last.Items.Select(item => item.Item.Title));
        Assert.Equal(["1", "2", "4", "5"], oldest.Items.Select(item => item.Item.Title));
        Assert.Equal((true, false, true), (first.HasNext, second.HasNext, last.HasPrevious));
    }

    [Fact]
    public async Task PageAsync_Should_FindById_When_IdsAreNamed()
    {
        await FillAsync();
        var all = await PageAsync(new PageRequest(10, null, null, null));
        Guid[] wanted = [all.Items[1].Item.Id, Guid.CreateVersion7(), all.Items[3].Item.Id];

        var page = await PageAsync(new PageRequest(10, null, null, null), new AssetFilter { Ids = wanted });

        Assert.Equal([wanted[0], wanted[2]], page.Items.Select(item => item.Item.Id));
    }

    [Fact]
    public async Task PageAsync_Should_Refuse_When_TheFilterIsTooDeepOrTooLarge()
    {
        var deepest = Nested(AssetFilter.Deepest);
        Assert.Empty((await PageAsync(new PageRequest(1, null, null, null), deepest)).Items);
        Assert.Equal("FILTER_TOO_DEEP", await RefusalAsync(Query(Nested(AssetFilter.Deepest + 1))));
        Assert.Equal("FILTER_TOO_DEEP", await RefusalAsync(Query(Nested(5000))));

        var most = Enumerable.Range(0, AssetFilter.MostConditions - 1).Select(number => $"{number}").ToList();
        Assert.Empty((await PageAsync(new PageRequest(1, null, null, null), new AssetFilter { Title = new TextFilter { In = most } })).Items);
        Assert.Equal("FILTER_TOO_LARGE", await RefusalAsync(Query(new AssetFilter { Title = new TextFilter { In = [.. most, "one more"] } })));
        Assert.Equal("FILTER_TOO_LARGE", await RefusalAsync(Query(new AssetFilter { Or = [.. Enumerable.Repeat(new AssetFilter(), AssetFilter.MostConditions + 1)] })));

        static AssetQuery Query(AssetFilter filter) => new(filter, [], new PageRequest(1, null, null, null));

        static AssetFilter Nested(int depth) => depth == 1 ? new AssetFilter { Title = new TextFilter { Eq = "x" } } : new AssetFilter { Or = [Nested(depth - 1)] };
    }

    [Fact]
    public async Task PageAsync_Should_Refuse_When_ATextIsNoText()
    {
        foreach (var text in new[] { "a\0b", "\uD800", "\uDC00\uD800", new string('x', 2001) })
        {
            TextFilter[] filters = [new() { Eq = text }, new() { In = [text] }, new() { Contains = text }, new() { StartsWith = text }];
            foreach (var filter in filters)
            {
                Assert.Equal("FILTER_TEXT_INVALID", await RefusalAsync(new AssetQuery(new AssetFilter { Title = filter }, [], new PageRequest(1, null, null, null))));
            }
        }
    }

    private async Task FillAsync()
    {
        await _database.AddAssetAsync("Café au lait", content: TestDatabase.Content("coffee.jpg", size: 100), published: true, image: Picture, tags: ["rôti"]);
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        await _database.AddAssetAsync("100% wool_a", content: TestDatabase.Content("wool.jpg", size: 200));
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var plain = await _database.AddAssetAsync("Plain", content: TestDatabase.Content("plain.jpg", size: 300), tags: ["Summer 2026", "Roti"]);
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var zurich = await _database.AddAssetAsync("Zürich", content: TestDatabase.Content("map.pdf", mediaType: "application/pdf", size: 400), tags: ["summer 2025", "Map"]);
        await _database.AddSkuAsync("SHOE-1", "Shoe", (plain.Id, SkuRole.Primary), (zurich.Id, SkuRole.Manual));
        await _database.AddSkuAsync("SHOE-2", "Other shoe", (zurich.Id, SkuRole.Manual));
    }
}
