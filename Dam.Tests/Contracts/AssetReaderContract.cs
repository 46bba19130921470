using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's reader of assets does.</summary>
public abstract partial class AssetReaderContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private static readonly VersionImage Picture = new(4000, 3000, HasAlpha: true, Pages: 1, [new(255, 0, 0), new(0, 255, 0)], "dGh1bWI=", new(255, 0, 0), 2560, 1920);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task FindAsync_Should_GiveEveryFact_When_TheCallerMaySeeAll()
    {
        var rights = new AssetRights
        {
            EmbargoUntil = TestDatabase.Start.AddDays(-1),
            ExpiresAt = TestDatabase.Start.AddDays(1),
            Territories = TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("US-CA"), Territory.Parse("FR")]),
            Credit = "Photo: me",
            CopyrightNotice = "© me",
        };
        var asset = await _database.AddAssetAsync("Café", rights, TestDatabase.Content("Été.jpg"), published: true, Picture);

        var found = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id, Guid.CreateVersion7()], Ct));

        Assert.Equal((asset.Id, "Café", AssetKind.Image, asset.Revision, 0), (found.Id, found.Title, found.Kind, found.Revision, found.Epoch));
        Assert.Equal(rights with { Territories = found.Rights.Territories }, found.Rights);
        Assert.Equal(["FR", "US-CA"], found.Rights.Territories.Territories.Select(territory => territory.Code));
        Assert.Equal(TerritoryMode.Only, found.Rights.Territories.Mode);
        Assert.Equal((TestDatabase.Start, TestDatabase.Start, null), (found.CreatedAt, found.UpdatedAt, found.DeletedAt));
        Assert.Same(found.CurrentVersion, found.PublishedVersion);
        var version = found.CurrentVersion;
        Assert.Equal((asset.CurrentVersionId, asset.Id, 1, true), (version.Id, version.AssetId, version.Number, version.IsCurrent));
        Assert.Equal((AssetStatus.Approved, ProcessingState.Ready), (version.Status, version.Processing));
        Assert.Equal((TestDatabase.Digest("Été.jpg"), "default", "Été.jpg", "image/jpeg", 1000L), (version.Digest, version.Region, version.Filename, version.MediaType, version.Size));
        Assert.Equal(("tests", null, null), (version.CreatedBy, version.Note, version.ProcessingStage));
        Assert.Empty(version.Problems);
        Assert.Equal(Picture with { Colors = version.Image!.Colors }, version.Image);
        Assert.Equal(Picture.Colors, version.Image.Colors);
    }

    [Fact]
    public async Task PageAsync_Should_WalkForwardAndBackward_When_ManyAssetsAreOneAge()
    {
        var assets = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            assets.Add((await _database.AddAssetAsync($"Photo {i}")).Id);
            if (i == 3)
            {
                _database.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        var expected = assets.Skip(4).OrderByDescending(id => id).Concat(assets.Take(4).OrderByDescending(id => id)).ToList();

        var first = await PageAsync(new PageRequest(3, null, null, null));
        var second = await PageAsync(new PageRequest(3, first.Items[^1].Cursor, null, null));
        var third = await PageAsync(new PageRequest(3, second.Items[^1].Cursor, null, null));
        var back = await PageAsync(new PageRequest(null, null, 3, third.Items[0].Cursor));
        var last = await PageAsync(new PageRequest(null, null, 2, null));

        Assert.Equal(expected, first.Items.Concat(second.Items).Concat(third.Items).Select(item => item.Item.Id));
        Assert.Equal((true, false), (first.HasNext, first.HasPrevious));
        Assert.Equal((true, true), (second.HasNext, second.HasPrevious));
        Assert.Equal((false, true), (third.HasNext, third.HasPrevious));
        Assert.Equal(second.Items, back.Items, (left, right) => left.Cursor == right.Cursor);
        Assert.Equal(expected[^2..], last.Items.Select(item => item.Item.Id));
        Assert.Equal((false, true), (last.HasNext, last.HasPrevious));
    }

    [Theory]
    [InlineData(AssetSortField.Title, SortDirection.Asc, "Alpha,beta,Émile,émile 2,zeta")]
    [InlineData(AssetSortField.Title, SortDirection.Desc, "zeta,émile 2,Émile,beta,Alpha")]
    [InlineData(AssetSortField.Filename, SortDirection.Asc, "zeta,émile 2,Émile,beta,Alpha")]
    [InlineData(AssetSortField.Size, SortDirection.Desc, "beta,Alpha,Émile,zeta,émile 2")]
    [InlineData(AssetSortField.CreatedAt, SortDirection.Asc, "beta,Alpha,Émile,zeta,émile 2")]
    [InlineData(AssetSortField.UpdatedAt, SortDirection.Desc, "beta,émile 2,zeta,Émile,Alpha")]
    public async Task PageAsync_Should_SortAndWalkBothWays_When_AnyFieldIsNamed(AssetSortField field, SortDirection direction, string titles)
    {
        var size = 9000L;
        var filename = 'e';
        foreach (var title in new[] { "beta", "Alpha", "Émile", "zeta", "émile 2" })
        {
            await _database.AddAssetAsync(title, content: TestDatabase.Content(FilenameOf(title), size: size));
            size -= 1000;
            _database.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var beta = Assert.Single((await PageAsync(new PageRequest(1, null, null, null), new AssetFilter { Title = new TextFilter { Eq = "BETA" } })).Items).Item;
        await ChangeAsync(beta.Id, asset => asset.SetRights(AssetRights.None, _database.Time.GetUtcNow()));
        AssetSort sort = new(field, direction);

        var forward = new List<string>();
        string? after = null;
        Page<AssetDetails> page;
        do
        {
            page = await PageAsync(new PageRequest(2, after, null, null), order: sort);
            forward.AddRange(page.Items.Select(item => item.Item.Title));
            after = page.Items[^1].Cursor;
        }
        while (page.HasNext);

        var backward = new List<string>();
        string? before = null;
        do
        {
            page = await PageAsync(new PageRequest(null, null, 2, before), order: sort);
            backward.InsertRange(0, page.Items.Select(item => item.Item.Title));
            before = page.Items[0].Cursor;
        }
        while (page.HasPrevious);

        Assert.Equal(titles.Split(','), forward);
        Assert.Equal(forward, backward);

        string FilenameOf(string title) => title switch { "beta" => "D.jpg", "Alpha" => $"{filename}.jpg", "Émile" => "ç.jpg", "zeta" => "a.jpg", _ => "B.jpg" };
    }

    [Fact]
    public async Task PageAsync_Should_ShowEachOnce_When_AssetsComeAndGoBetweenPages()
    {
        for (var i = 0; i < 6; i++)
        {
            await _database.AddAssetAsync($"{i}");
            _database.Time.Advance(TimeSpan.FromSeconds(1));
        }

        var first = await PageAsync(new PageRequest(3, null, null, null));
        await _database.AddAssetAsync("new");
        await DeleteAsync(first.Items[^1].Item.Id);
        var second = await PageAsync(new PageRequest(3, first.Items[^1].Cursor, null, null));

        Assert.Equal(["5", "4", "3"], first.Items.Select(item => item.Item.Title));
        Assert.Equal(["2", "1", "0"], second.Items.Select(item => item.Item.Title));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("not base64!")]
    [InlineData("AAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task PageAsync_Should_Refuse_When_TheCursorIsNoCursor(string cursor)
    {
        var outcome = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, [], new PageRequest(1, cursor, null, null)), Ct);

        Assert.Equal(Cursors.Invalid, Assert.Single(outcome.Errors));
    }

    [Fact]
    public async Task PageAsync_Should_Refuse_When_TheCursorIsOfAnotherOrderOrAltered()
    {
        await _database.AddAssetAsync();
        var cursor = (await PageAsync(new PageRequest(1, null, null, null))).Items[0].Cursor;
        AssetSort[][] others = [[new(AssetSortField.CreatedAt, SortDirection.Asc)], [new(AssetSortField.Size, SortDirection.Desc)], [new(AssetSortField.Title, SortDirection.Desc)]];

        foreach (var order in others)
        {
            var outcome = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, order, new PageRequest(1, cursor, null, null)), Ct);
            Assert.Equal(Cursors.Invalid, Assert.Single(outcome.Errors));
        }

        for (var place = 0; place < cursor.Length - 1; place++)
        {
            var altered = cursor[..place] + (cursor[place] == 'A' ? 'B' : 'A') + cursor[(place + 1)..];
            var outcome = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, [], new PageRequest(1, altered, null, null)), Ct);
            Assert.Equal(Cursors.Invalid, Assert.Single(outcome.Errors));
        }

        var cut = await _database.Assets.PageAsync(Admin, new AssetQuery(Filter: null, [], new PageRequest(1, cursor[..^4], null, null)), Ct);
        Assert.Equal(Cursors.Invalid, Assert.Single(cut.Errors));
    }

    [Fact]
    public async Task PageAsync_Should_Refuse_When_PageOrOrderIsWrong()
    {
        AssetSort title = new(AssetSortField.Title, SortDirection.Asc);

        Assert.Equal("PAGE_SIZE_OUT_OF_RANGE", await RefusalAsync(new AssetQuery(Filter: null, [], new PageRequest(101, null, null, null))));
        Assert.Equal("ORDER_REPEATED", await RefusalAsync(new AssetQuery(Filter: null, [title, title], new PageRequest(1, null, null, null))));
    }

    private async Task<Page<AssetDetails>> PageAsync(PageRequest page, AssetFilter? filter = null, Caller? caller = null, params AssetSort[] order)
    {
        var outcome = await _database.Assets.PageAsync(caller ?? Admin, new AssetQuery(filter, order, page), Ct);
        Assert.True(outcome.Succeeded, string.Join(", ", outcome.Errors));
        return outcome.Value;
    }

    private async Task<string> RefusalAsync(AssetQuery query)
    {
        var outcome = await _database.Assets.PageAsync(Admin, query, Ct);
        return Assert.IsType<InvalidInput>(Assert.Single(outcome.Errors)).Code;
    }

    private async Task ChangeAsync(Guid id, Action<Asset> change)
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        change((await unit.Assets.FindAsync(id, evenDeleted: true, Ct))!);
        await unit.CommitAsync(Ct);
    }

    private async Task DeleteAsync(Guid id)
    {
        await using var context = _database.Get<Database>().OpenContext();
        var now = _database.Time.GetUtcNow();
        await context.Assets.Where(asset => asset.Id == id).ExecuteUpdateAsync(set => set.SetProperty(asset => asset.DeletedAt, now), Ct);
    }
}
