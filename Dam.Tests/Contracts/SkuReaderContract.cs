using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's reader of SKUs does.</summary>
public abstract class SkuReaderContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private static readonly SkuLinkFilter Every = new(Role: null, Deliverable: null);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task FindAsync_Should_FindByIdAndByCode_When_SkusExist()
    {
        var shoe = await _database.AddSkuAsync("SHOE-1", "Shoe");
        var hat = await _database.AddSkuAsync("hat");
        SkuDetails[] expected = [new(shoe.Id, "SHOE-1", "Shoe"), new(hat.Id, "hat", Name: null)];

        Assert.Equal(expected, (await _database.Skus.FindAsync(Shop, [hat.Id, shoe.Id, Guid.CreateVersion7()], Ct)).OrderBy(sku => sku.Code, StringComparer.Ordinal));
        Assert.Equal(expected, (await _database.Skus.FindByCodeAsync(Shop, ["hat", "SHOE-1", "HAT", "\u00e9"], Ct)).OrderBy(sku => sku.Code, StringComparer.Ordinal));
    }

    [Fact]
    public async Task FindByCodeAsync_Should_FindAll_When_AThousandAreNamed()
    {
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            for (var i = 0; i < 1000; i++)
            {
                unit.Skus.Add(new Sku($"SKU-{i}", name: null, TestDatabase.Start));
            }

            await unit.CommitAsync(Ct);
        }

        Assert.Equal(1000, (await _database.Skus.FindByCodeAsync(Admin, [.. Enumerable.Range(0, 1000).Select(i => $"SKU-{i}")], Ct)).Count);
    }

    [Fact]
    public async Task PageAsync_Should_LeaveThemOut_When_TheFilterNegates()
    {
        foreach (var (code, name) in new[] { ("A", "Hat"), ("B", "hat"), ("C", null), ("D", "Shoe") })
        {
            await _database.AddSkuAsync(code, name);
        }

        var filter = new SkuFilter { Not = new SkuFilter { Name = new TextFilter { Eq = "HAT" } }, Code = new TextFilter { Neq = "D" } };
        var page = (await _database.Skus.PageAsync(Shop, new SkuQuery(filter, [], new PageRequest(10, null, null, null)), Ct)).Value!;

        Assert.Equal(["C"], page.Items.Select(item => item.Item.Code));
        Assert.Equal(1, await _database.Skus.CountAsync(Shop, filter, Ct));
    }

    [Theory]
    [InlineData(SkuSortField.Code, SortDirection.Asc, "A,B,C,a")]
    [InlineData(SkuSortField.Code, SortDirection.Desc, "a,C,B,A")]
    [InlineData(SkuSortField.Name, SortDirection.Asc, "C,A,a,B")]
    [InlineData(SkuSortField.Name, SortDirection.Desc, "B,a,A,C")]
    public async Task PageAsync_Should_SortAndWalk_When_SomeHaveNoName(SkuSortField field, SortDirection direction, string codes)
    {
        await _database.AddSkuAsync("A", "émile");
        await _database.AddSkuAsync("B", "Zoe");
        await _database.AddSkuAsync("C");
        await _database.AddSkuAsync("a", "Emile 2");

        var walked = new List<string>();
        string? after = null;
        Page<SkuDetails> page;
        do
        {
            var outcome = await _database.Skus.PageAsync(Admin, new SkuQuery(Filter: null, [new SkuSort(field, direction)], new PageRequest(1, after, null, null)), Ct);
            page = outcome.Value!;
            walked.Add(Assert.Single(page.Items).Item.Code);
            after = page.Items[^1].Cursor;
        }
        while (page.HasNext);

        Assert.Equal(codes.Split(','), walked);
    }

    [Fact]
    public async Task PageAsync_Should_CompareCodesOrdinallyAndNamesFolded_When_Filtered()
    {
        await _database.AddSkuAsync("SHOE-1", "Élan");
        await _database.AddSkuAsync("shoe-2");

        Assert.Equal(["SHOE-1"], await CodesAsync(new SkuFilter { Code = new TextFilter { StartsWith = "SHOE" } }));
        Assert.Equal(["SHOE-1"], await CodesAsync(new SkuFilter { Name = new TextFilter { Contains = "ELAN" } }));
        Assert.Equal(["shoe-2"], await CodesAsync(new SkuFilter { Name = new TextFilter { Neq = "elan" } }));
        Assert.Equal(["SHOE-1", "shoe-2"], await CodesAsync(new SkuFilter
        {
            Or = [new SkuFilter { Code = new TextFilter { Eq = "shoe-2" } }, new SkuFilter { And = [new SkuFilter { Name = new TextFilter { Eq = "élan" } }] }],
        }));

        async Task<IEnumerable<string>> CodesAsync(SkuFilter filter)
        {
            var page = await _database.Skus.PageAsync(Admin, new SkuQuery(filter, [], new PageRequest(10, null, null, null)), Ct);
            Assert.Equal(page.Value!.Items.Count, await _database.Skus.CountAsync(Admin, filter, Ct));
            return page.Value.Items.Select(item => item.Item.Code);
        }
    }

    [Fact]
    public async Task LinksOfSkusAsync_Should_GiveAPageToEach_When_SeveralAreAsked()
    {
        var (a, b, c) = (await _database.AddAssetAsync("a"), await _database.AddAssetAsync("b"), await _database.AddAssetAsync("c"));
        var shoe = await _database.AddSkuAsync("SHOE", null, (c.Id, SkuRole.Primary), (a.Id, SkuRole.Gallery), (b.Id, SkuRole.Gallery), (a.Id, SkuRole.Swatch));
        var hat = await _database.AddSkuAsync("HAT", null, (b.Id, SkuRole.Primary));
        var none = await _database.AddSkuAsync("NONE");
        Guid[] ids = [shoe.Id, hat.Id, none.Id];

        var first = await LinksAsync(ids, Every, 3);
        var rest = await LinksAsync([shoe.Id], Every, 3, first[shoe.Id].Items[^1].Cursor);
        var gallery = await LinksAsync(ids, new SkuLinkFilter(SkuRole.Gallery, Deliverable: null), 1);

        Assert.Equal([(c.Id, SkuRole.Primary, 0), (a.Id, SkuRole.Gallery, 1), (b.Id, SkuRole.Gallery, 2)], Links(first[shoe.Id]));
        Assert.Equal((true, false), (first[shoe.Id].HasNext, first[shoe.Id].HasPrevious));
        Assert.Equal([(b.Id, SkuRole.Primary, 0)], Links(first[hat.Id]));
        Assert.False(first[hat.Id].HasNext);
        Assert.Empty(first[none.Id].Items);
        Assert.Equal([(a.Id, SkuRole.Swatch, 3)], Links(rest[shoe.Id]));
        Assert.Equal((false, true), (rest[shoe.Id].HasNext, rest[shoe.Id].HasPrevious));
        Assert.Equal([(a.Id, SkuRole.Gallery, 1)], Links(gallery[shoe.Id]));
        Assert.True(gallery[shoe.Id].HasNext);
        Assert.Empty(gallery[hat.Id].Items);
        Assert.Equal([4, 1, 0], Counts(await _database.Skus.CountLinksOfSkusAsync(Admin, ids, Every, Ct), ids));

        static IEnumerable<(Guid, SkuRole, int)> Links(Page<SkuLinkDetails> page) => page.Items.Select(item => (item.Item.AssetId, item.Item.Role, item.Item.Position));
    }

    [Fact]
    public async Task LinksOfAssetsAsync_Should_GoByCode_When_SeveralAreAsked()
    {
        var (a, b) = (await _database.AddAssetAsync("a"), await _database.AddAssetAsync("b"));
        foreach (var code in new[] { "Z", "a", "M" })
        {
            await _database.AddSkuAsync(code, null, (b.Id, SkuRole.Primary), (a.Id, SkuRole.Gallery), (a.Id, SkuRole.Swatch));
        }

        Guid[] ids = [a.Id, b.Id];
        var first = (await _database.Skus.LinksOfAssetsAsync(Admin, ids, new PageRequest(4, null, null, null), Ct)).Value!;
        var rest = (await _database.Skus.LinksOfAssetsAsync(Admin, [a.Id], new PageRequest(4, first[a.Id].Items[^1].Cursor, null, null), Ct)).Value!;

        Assert.Equal(["M", "M", "Z", "Z"], await CodesAsync(first[a.Id]));
        Assert.Equal([SkuRole.Gallery, SkuRole.Swatch, SkuRole.Gallery, SkuRole.Swatch], first[a.Id].Items.Select(item => item.Item.Role));
        Assert.Equal(["M", "Z", "a"], await CodesAsync(first[b.Id]));
        Assert.Equal(["a", "a"], await CodesAsync(rest[a.Id]));
        Assert.Equal([6, 3], Counts(await _database.Skus.CountLinksOfAssetsAsync(Admin, ids, Ct), ids));

        async Task<IEnumerable<string>> CodesAsync(Page<SkuLinkDetails> page)
        {
            var skus = await _database.Skus.FindAsync(Admin, [.. page.Items.Select(item => item.Item.SkuId).Distinct()], Ct);
            return page.Items.Select(item => skus.Single(sku => sku.Id == item.Item.SkuId).Code);
        }
    }

    [Fact]
    public async Task LinkReaders_Should_ShowOnlyVisibleAndDeliverableAssets_When_AskedFor()
    {
        var open = await _database.AddAssetAsync("open", published: true);
        var draft = await _database.AddAssetAsync("draft");
        var french = await _database.AddAssetAsync("french", new AssetRights { Territories = TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("FR")]) }, published: true);
        var sku = await _database.AddSkuAsync("SHOE", null, (draft.Id, SkuRole.Primary), (french.Id, SkuRole.Gallery), (open.Id, SkuRole.Gallery));
        Guid[] ids = [sku.Id];
        var inGermany = new SkuLinkFilter(Role: null, new DeliveryContext(TestDatabase.Start, Territory.Parse("DE")));

        Assert.Equal([draft.Id, french.Id, open.Id], await LinkedAsync(Admin, Every));
        Assert.Equal([french.Id, open.Id], await LinkedAsync(Shop, Every));
        Assert.Equal([open.Id], await LinkedAsync(Shop, inGermany));
        Assert.Equal([open.Id], await LinkedAsync(Admin, inGermany));
        Assert.Empty(await LinkedAsync(Caller.Anonymous, Every));
        Assert.Empty((await _database.Skus.LinksOfAssetsAsync(Shop, [draft.Id], new PageRequest(5, null, null, null), Ct)).Value![draft.Id].Items);
        Assert.Equal(0, (await _database.Skus.CountLinksOfAssetsAsync(Shop, [draft.Id], Ct))[draft.Id]);

        async Task<IEnumerable<Guid>> LinkedAsync(Caller caller, SkuLinkFilter filter)
        {
            var page = (await _database.Skus.LinksOfSkusAsync(caller, ids, filter, new PageRequest(10, null, null, null), assets: null, Ct)).Value![sku.Id];
            Assert.Equal(page.Items.Count, (await _database.Skus.CountLinksOfSkusAsync(caller, ids, filter, Ct))[sku.Id]);
            return page.Items.Select(item => item.Item.AssetId);
        }
    }

    [Fact]
    public async Task LinkReaders_Should_Refuse_When_PageOrCursorIsWrong()
    {
        var tooMany = await _database.Skus.LinksOfSkusAsync(Admin, [Guid.CreateVersion7()], Every, new PageRequest(101, null, null, null), assets: null, Ct);
        var noCursor = await _database.Skus.LinksOfSkusAsync(Admin, [Guid.CreateVersion7()], Every, new PageRequest(1, "x", null, null), assets: null, Ct);
        var noCursorEither = await _database.Skus.LinksOfAssetsAsync(Admin, [Guid.CreateVersion7()], new PageRequest(1, "x", null, null), Ct);

        Assert.Equal("PAGE_SIZE_OUT_OF_RANGE", Assert.Single(tooMany.Errors).Code);
        Assert.Equal(Cursors.Invalid, Assert.Single(noCursor.Errors));
        Assert.Equal(Cursors.Invalid, Assert.Single(noCursorEither.Errors));
    }

    private static IEnumerable<int> Counts(IReadOnlyDictionary<Guid, int> counts, Guid[] ids) => ids.Select(id => counts[id]);

    private async Task<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>> LinksAsync(Guid[] ids, SkuLinkFilter filter, int first, string? after = null)
    {
        Outcome<IReadOnlyDictionary<Guid, Page<SkuLinkDetails>>> outcome = await _database.Skus.LinksOfSkusAsync(Admin, ids, filter, new PageRequest(first, after, null, null), assets: null, Ct);
        Assert.True(outcome.Succeeded);
        return outcome.Value;
    }
}
