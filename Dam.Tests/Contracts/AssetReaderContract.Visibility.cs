using System.Buffers.Text;
using System.Text;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

public abstract partial class AssetReaderContract
{
    private static readonly Caller Editor = new("editor", ["editor"], [Permissions.ReadAssets, Permissions.WriteAssets]);

    private static readonly Caller GermanShop = new("shop", [], [Permissions.ReadDeliverable]) { Territory = Territory.Parse("DE") };

    [Fact]
    public async Task Readers_Should_ShowOnlyWhatIsDeliverable_When_TheCallerIsAStorefront()
    {
        var draft = await _database.AddAssetAsync("draft");
        var open = await _database.AddAssetAsync("open", published: true);
        var french = await _database.AddAssetAsync("french", new AssetRights { Territories = TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("FR")]) }, published: true);
        var embargoed = await _database.AddAssetAsync("embargoed", new AssetRights { EmbargoUntil = TestDatabase.Start.AddSeconds(10) }, published: true);
        var expiring = await _database.AddAssetAsync("expiring", new AssetRights { ExpiresAt = TestDatabase.Start.AddSeconds(10) }, published: true);
        Guid[] ids = [draft.Id, open.Id, french.Id, embargoed.Id, expiring.Id];

        Assert.Equal(["expiring", "french", "open"], await TitlesAsync(Shop));
        Assert.Equal(["expiring", "open"], await TitlesAsync(GermanShop));
        Assert.Equal(["draft", "embargoed", "expiring", "french", "open"], await TitlesAsync(Editor));
        Assert.Empty(await TitlesAsync(Caller.Anonymous));

        _database.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(["embargoed", "french", "open"], await TitlesAsync(Shop));

        async Task<IEnumerable<string>> TitlesAsync(Caller caller)
        {
            var found = (await _database.Assets.FindAsync(caller, ids, Ct)).Select(asset => asset.Title).Order(StringComparer.Ordinal).ToList();
            var page = await PageAsync(new PageRequest(10, null, null, null), caller: caller, order: new AssetSort(AssetSortField.Title, SortDirection.Asc));
            Assert.Equal(found, page.Items.Select(item => item.Item.Title));
            Assert.Equal(found.Count, await _database.Assets.CountAsync(caller, filter: null, Ct));
            var digests = await _database.Assets.FindByDigestAsync(caller, [TestDatabase.Digest("photo.jpg")], AssetColumns.All, Ct);
            Assert.Equal(found.Count, digests.Select(match => match.Asset.Id).Distinct().Count());
            return found;
        }
    }

    [Fact]
    public async Task Readers_Should_ShowDeletedAssetsByIdOnlyToAdministrators_When_AnAssetIsDeleted()
    {
        var asset = await _database.AddAssetAsync(published: true);
        await DeleteAsync(asset.Id);

        Assert.Equal(TestDatabase.Start, Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).DeletedAt);
        Assert.Empty(await _database.Assets.FindAsync(Editor, [asset.Id], Ct));
        Assert.Empty(await _database.Assets.FindAsync(Shop, [asset.Id], Ct));
        Assert.Empty((await PageAsync(new PageRequest(1, null, null, null))).Items);
        Assert.Null(await _database.Assets.FindForDeliveryAsync(asset.Id, Ct));
        Assert.Empty(await _database.Assets.FindVersionsAsync(Editor, [asset.CurrentVersionId], Ct));
    }

    [Fact]
    public async Task VersionReaders_Should_ShowPublishedOnesOnly_When_TheCallerIsAStorefront()
    {
        var asset = await _database.AddAssetAsync(published: true);
        var first = asset.CurrentVersionId;
        var second = await AddVersionAsync(asset, number: 2, "second.jpg");
        Guid[] ids = [first, second];

        var all = await _database.Assets.FindVersionsAsync(Admin, ids, Ct);
        var published = Assert.Single(await _database.Assets.FindVersionsAsync(Shop, ids, Ct));
        var details = Assert.Single(await _database.Assets.FindAsync(Shop, [asset.Id], Ct));
        var newest = (await _database.Assets.VersionsAsync(Admin, [asset.Id], new PageRequest(1, null, null, null), Ct)).Value![asset.Id];
        var older = (await _database.Assets.VersionsAsync(Admin, [asset.Id], new PageRequest(1, newest.Items[0].Cursor, null, null), Ct)).Value![asset.Id];
        var visible = (await _database.Assets.VersionsAsync(Shop, [asset.Id], new PageRequest(5, null, null, null), Ct)).Value![asset.Id];

        Assert.Equal([(1, false), (2, true)], all.OrderBy(version => version.Number).Select(version => (version.Number, version.IsCurrent)));
        Assert.Equal((1, true, asset.Id), (published.Number, published.IsCurrent, published.AssetId));
        Assert.Equal((1, true, 1), (details.CurrentVersion.Number, details.CurrentVersion.IsCurrent, details.PublishedVersion!.Number));
        Assert.Equal("photo.jpg", details.CurrentVersion.Filename);
        Assert.Equal(2, Assert.Single(await _database.Assets.FindAsync(Editor, [asset.Id], Ct)).CurrentVersion.Number);
        Assert.Equal((2, true), (Assert.Single(newest.Items).Item.Number, newest.HasNext));
        Assert.Equal((1, false), (Assert.Single(older.Items).Item.Number, older.HasNext));
        Assert.Equal([(1, true)], visible.Items.Select(item => (item.Item.Number, item.Item.IsCurrent)));
        Assert.Equal((2, 1, 0), (
            (await _database.Assets.CountVersionsAsync(Admin, [asset.Id], Ct))[asset.Id],
            (await _database.Assets.CountVersionsAsync(Shop, [asset.Id], Ct))[asset.Id],
            (await _database.Assets.CountVersionsAsync(Caller.Anonymous, [asset.Id], Ct))[asset.Id]));
        Assert.Empty(await _database.Assets.FindByDigestAsync(Shop, [TestDatabase.Digest("second.jpg")], AssetColumns.All, Ct));
        var (digest, found) = Assert.Single(await _database.Assets.FindByDigestAsync(Admin, [TestDatabase.Digest("second.jpg")], AssetColumns.All, Ct));
        Assert.Equal((TestDatabase.Digest("second.jpg"), asset.Id, "second.jpg"), (digest, found.Id, found.CurrentVersion.Filename));
        Assert.Equal(2, (await _database.Assets.FindForDeliveryAsync(asset.Id, Ct))!.CurrentVersion.Number);
    }

    [Fact]
    public async Task Filters_Should_TellOfThePublishedVersionOnly_When_TheCallerIsAStorefront()
    {
        var asset = await _database.AddAssetAsync(content: TestDatabase.Content("shown.jpg", size: 1000), published: true, image: Picture);
        await AddVersionAsync(asset, number: 2, "secret.pdf", "application/pdf", size: 77);
        (AssetFilter Shown, AssetFilter Secret)[] filters =
        [
            (new() { Filename = new() { Eq = "shown.jpg" } }, new() { Filename = new() { Eq = "secret.pdf" } }),
            (new() { Filename = new() { Contains = "how" } }, new() { Filename = new() { StartsWith = "s", Contains = "cr" } }),
            (new() { MediaType = new() { In = ["image/jpeg"] } }, new() { MediaType = new() { Neq = "image/jpeg" } }),
            (new() { Statuses = [AssetStatus.Approved] }, new() { Statuses = [AssetStatus.Draft] }),
            (new() { Size = new() { Gte = 1000 } }, new() { Size = new() { Lt = 1000 } }),
            (new() { Width = new() { Gt = 0 } }, new() { Not = new() { Width = new() { Gt = 0 } } }),
            (new() { Height = new() { Gt = 0 } }, new() { Not = new() { Height = new() { Gt = 0 } } }),
        ];

        foreach (var (shown, secret) in filters)
        {
            Assert.Equal((1, 0), (await FoundAsync(Shop, shown), await FoundAsync(Shop, secret)));
            Assert.Equal((0, 1), (await FoundAsync(Shop, new() { Not = shown }), await FoundAsync(Shop, new() { Not = secret })));
            Assert.Equal((0, 1), (await FoundAsync(Editor, shown), await FoundAsync(Editor, secret)));
        }

        async Task<int> FoundAsync(Caller caller, AssetFilter filter)
        {
            var page = await PageAsync(new PageRequest(10, null, null, null), filter, caller);
            Assert.Equal(page.Items.Count, await _database.Assets.CountAsync(caller, filter, Ct));
            return page.Items.Count;
        }
    }

    [Theory]
    [InlineData(AssetSortField.Filename)]
    [InlineData(AssetSortField.Size)]
    public async Task Orders_Should_TellOfThePublishedVersionOnly_When_TheCallerIsAStorefront(AssetSortField field)
    {
        foreach (var (number, shown, secret) in new[] { (1, "b", "SECRET-1"), (2, "a", "SECRET-3"), (3, "c", "SECRET-2") })
        {
            var asset = await _database.AddAssetAsync(shown, content: TestDatabase.Content(shown, size: shown[0]), published: true);
            await AddVersionAsync(asset, number: 2, secret, "image/jpeg", size: secret[^1]);
        }

        Assert.Equal(["a", "b", "c"], await WalkAsync(Shop));
        Assert.Equal(["b", "c", "a"], await WalkAsync(Editor));

        async Task<List<string>> WalkAsync(Caller caller)
        {
            var titles = new List<string>();
            for (string? cursor = null; ;)
            {
                var page = await PageAsync(new PageRequest(1, cursor, null, null), caller: caller, order: new AssetSort(field, SortDirection.Asc));
                titles.AddRange(page.Items.Select(item => item.Item.Title));
                cursor = page.Items[0].Cursor;
                var values = Encoding.Latin1.GetString(Base64Url.DecodeFromChars(cursor));
                Assert.True(caller == Editor || !values.Contains("secret", StringComparison.OrdinalIgnoreCase), "The cursor tells of the draft.");
                if (!page.HasNext)
                {
                    return titles;
                }
            }
        }
    }

    /// <summary>Makes another version the current one, a draft; the published one stays.</summary>
    [Fact]
    public async Task PageAsync_Should_FollowThePublishedVersion_When_ItChangesForAStorefront()
    {
        var lamp = await _database.AddAssetAsync(content: TestDatabase.Content("b.jpg", size: 20), published: true);
        await _database.AddAssetAsync(content: TestDatabase.Content("c.jpg", size: 10), published: true);
        await AssertListedAsync("b.jpg", "c.jpg");

        var now = TestDatabase.Start;
        await ChangeAsync(lamp.Id, asset => asset.AddVersion(TestDatabase.Content("z.jpg", size: 30), now));
        await AssertListedAsync("b.jpg", "c.jpg");

        await ChangeAsync(lamp.Id, asset => asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, now));
        await AssertListedAsync("c.jpg");

        await ChangeAsync(lamp.Id, asset => asset.CurrentVersion.ProcessingSucceeded(image: null));
        await AssertListedAsync("c.jpg", "z.jpg");

        await ChangeAsync(lamp.Id, asset => asset.Delete(now));
        await AssertListedAsync("c.jpg");

        await ChangeAsync(lamp.Id, asset => asset.Restore(now));
        await AssertListedAsync("c.jpg", "z.jpg");

        await ChangeAsync(lamp.Id, asset => asset.SetStatus(asset.CurrentVersion, AssetStatus.Rejected, note: null, now));
        await AssertListedAsync("b.jpg", "c.jpg");

        await ChangeAsync(lamp.Id, asset => asset.SetStatus(asset.CurrentVersion, AssetStatus.Archived, note: null, now));
        await AssertListedAsync("c.jpg");

        async Task AssertListedAsync(params string[] filenames)
        {
            var all = new PageRequest(10, null, null, null);
            var byName = await PageAsync(all, caller: Shop, order: new AssetSort(AssetSortField.Filename, SortDirection.Asc));
            var bySize = await PageAsync(all, caller: Shop, order: new AssetSort(AssetSortField.Size, SortDirection.Asc));
            Assert.Equal(filenames, byName.Items.Select(item => item.Item.CurrentVersion.Filename));
            Assert.Equal(byName.Items.Select(item => item.Item.CurrentVersion.Size).Order(), bySize.Items.Select(item => item.Item.CurrentVersion.Size));
            foreach (var filename in new[] { "b.jpg", "c.jpg", "z.jpg" })
            {
                var named = await PageAsync(all, new AssetFilter { Filename = new TextFilter { Eq = filename } }, Shop);
                Assert.Equal(filenames.Contains(filename, StringComparer.Ordinal) ? 1 : 0, named.Items.Count);
            }
        }
    }

    private async Task<Guid> AddVersionAsync(Asset asset, int number, string filename, string mediaType = "image/jpeg", long size = 1000)
    {
        await using var context = _database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        var version = new AssetVersion(asset.Id, number, TestDatabase.Content(filename, mediaType: mediaType, size: size), TestDatabase.Start);
        context.Attach(asset);
        context.Add(version);
        context.Entry(asset).Property(it => it.CurrentVersionId).CurrentValue = version.Id;
        context.Entry(asset).Property(it => it.Status).CurrentValue = version.Status;
        await context.SaveChangesAsync(Ct);
        return version.Id;
    }
}
