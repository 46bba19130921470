using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's reader of assets does.</summary>
public abstract partial class AssetReaderContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Shop = Caller.Storefront("shop");

    private static readonly VersionImage Picture = new(4000, 3000, HasAlpha: true, Pages: 1, ["#FF0000", "#00FF00"], "dGh1bWI=", "#FF0000", 2560, 1920);

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

    private async Task<Page<AssetDetails>> PageAsync(PageRequest page, AssetFilter? filter = null, Caller? caller = null, params AssetSort[] order)
    {
        var outcome = await _database.Assets.PageAsync(caller ?? Admin, new AssetQuery(filter, order, page), Ct);
        Assert.True(outcome.Succeeded, string.Join(", ", outcome.Errors));
        return outcome.Value;
    }
}
