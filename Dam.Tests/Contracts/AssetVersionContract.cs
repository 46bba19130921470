using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Versions that come and come back, and assets that go and come back, on every provider.</summary>
public abstract class AssetVersionContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Editor = new("tests", ["editor"], [Permissions.ReadAssets, Permissions.WriteAssets]);

    private static readonly Caller Shop = Caller.Storefront("shop");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AddAssetVersionHandler Add => new(_database.Units, new IngestRules(), _database.Time);

    private RestoreAssetVersionHandler RestoreVersion => new(_database.Units, _database.Time);

    private DeleteAssetHandler Delete => new(_database.Units, _database.Time);

    private RestoreAssetHandler Restore => new(_database.Units, _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task FindVersionsAsync_Should_FindEachThatHoldsTheBytes_When_AssetsAreDeletedToo()
    {
        var content = TestDatabase.Content("first.jpg") with { Digest = TestDatabase.Digest("shared") };
        var assets = new List<Asset> { await _database.AddAssetAsync("a", content: content), await _database.AddAssetAsync("b", content: content) };
        await _database.AddAssetAsync("other", content: content with { Digest = TestDatabase.Digest("other") });
        await Delete.HandleAsync(Admin, new DeleteAsset(assets[1].Id, ExpectedRevision: null, DryRun: false), Ct);

        var found = await _database.Units.ChangeAsync(
            async unit =>
            {
                var versions = await unit.Assets.FindVersionsAsync(content.Digest, Ct);
                foreach (var version in versions)
                {
                    version.Quarantined("a threat");
                }

                return versions;
            },
            Ct);

        Assert.Equal(assets.Select(asset => asset.CurrentVersionId).Order(), found.Select(version => version.Id).Order());
        Assert.Equal(ProcessingState.Quarantined, (await ReadAsync(Admin, assets[0].Id))!.CurrentVersion.Processing);
    }

    [Fact]
    public async Task Version_Should_BeADraftBesideThePublishedOne_When_ItIsAdded()
    {
        var asset = await _database.AddAssetAsync("Lamp", content: TestDatabase.Content("first.jpg"), published: true);
        var upload = await UploadAsync("second.jpg");

        var added = await Add.HandleAsync(Editor, new AddAssetVersion(asset.Id, upload, "Sharper", ExpectedRevision: 1 + 1), Ct);

        Assert.Equal(asset.Id, added.Value!.Value);
        var read = await ReadAsync(Admin, asset.Id);
        Assert.Equal((2, 1, 3), (read!.CurrentVersion.Number, read.PublishedVersion!.Number, read.Revision));
        Assert.Equal(("second.jpg", "Sharper", "tests", AssetStatus.Draft, ProcessingState.Pending), (
            read.CurrentVersion.Filename, read.CurrentVersion.Note, read.CurrentVersion.CreatedBy, read.CurrentVersion.Status, read.CurrentVersion.Processing));
        Assert.Equal("first.jpg", (await ReadAsync(Shop, asset.Id))!.CurrentVersion.Filename);
        Assert.Equal(["asset.version-added"], await ActionsAsync());
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(ProcessVersionHandler.PayloadOf(read.CurrentVersion.Id), (await context.Jobs.SingleAsync(Ct)).Payload);
    }

    [Fact]
    public async Task Version_Should_BeAddedOnce_When_TheSameUploadIsNamedAgain()
    {
        var asset = await _database.AddAssetAsync("Lamp");
        var command = new AddAssetVersion(asset.Id, await UploadAsync("second.jpg"), Note: null, ExpectedRevision: 1);

        await Add.HandleAsync(Admin, command, Ct);
        var again = await Add.HandleAsync(Admin, command, Ct);

        Assert.True(again.Value!.IsUnchanged);
        Assert.Equal((2, 2), await ReadAsync(Admin, asset.Id) is { } read ? (read.CurrentVersion.Number, read.Revision) : default);
    }

    [Fact]
    public async Task Version_Should_BeRefused_When_ItCannotBeOne()
    {
        var asset = await _database.AddAssetAsync("Lamp", content: TestDatabase.Content("first.jpg"));
        var other = await _database.AddAssetAsync("Other", content: TestDatabase.Content("other.jpg"));
        var archived = await _database.AddAssetAsync("Archived", content: TestDatabase.Content("archived.jpg"));
        await SetStatusAsync(archived.Id, AssetStatus.Archived);
        var used = await UploadAsync("used.jpg");
        await Add.HandleAsync(Admin, new AddAssetVersion(other.Id, used, Note: null, ExpectedRevision: null), Ct);

        Assert.Equal("CONTENT_UNCHANGED input.source", await RefusalAsync(await UploadAsync("first.jpg")));
        Assert.Equal("KIND_DIFFERENT input.source", await RefusalAsync(await UploadAsync("sheet.pdf", "application/pdf")));
        Assert.Equal("ASSET_ARCHIVED input.source", await RefusalAsync(await UploadAsync("third.jpg"), archived.Id));
        Assert.Equal("UPLOAD_USED input.source.uploadId", await RefusalAsync(used));
        Assert.Equal("UPLOAD_NOT_FOUND input.source.uploadId", await RefusalAsync(Guid.CreateVersion7()));
        Assert.Equal("UNSUPPORTED_MEDIA input.source.uploadId", await RefusalAsync(await UploadAsync("x.exe", "application/x-msdownload")));
        Assert.Equal("ASSET_NOT_FOUND input.assetId", await RefusalAsync(await UploadAsync("fourth.jpg"), Guid.CreateVersion7()));
        Assert.Equal("NOTE_INVALID input.note", await RefusalAsync(await UploadAsync("fifth.jpg"), note: "\0"));
        Assert.Equal("REVISION_CONFLICT input.expectedRevision", await RefusalAsync(await UploadAsync("sixth.jpg"), revision: 9));
        Assert.Equal("NOT_AUTHORIZED ", Codes((await Add.HandleAsync(Shop, new AddAssetVersion(asset.Id, used, null, null), Ct)).Errors));

        async Task<string> RefusalAsync(Guid upload, Guid? assetId = null, string? note = null, int? revision = null) =>
            Codes((await Add.HandleAsync(Admin, new AddAssetVersion(assetId ?? asset.Id, upload, note, revision), Ct)).Errors);
    }

    [Fact]
    public async Task Version_Should_ComeBackAsANewDraft_When_ItIsRestored()
    {
        var asset = await _database.AddAssetAsync("Lamp", content: TestDatabase.Content("first.jpg"), published: true);
        await Add.HandleAsync(Admin, new AddAssetVersion(asset.Id, await UploadAsync("second.jpg"), Note: null, ExpectedRevision: null), Ct);
        await SetStatusAsync(asset.Id, AssetStatus.Approved);
        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var command = new RestoreAssetVersion(asset.Id, asset.CurrentVersionId, "The first was better", ExpectedRevision: null);

        Assert.False((await RestoreVersion.HandleAsync(Admin, command, Ct)).Value!.IsUnchanged);
        Assert.True((await RestoreVersion.HandleAsync(Admin, command, Ct)).Value!.IsUnchanged);

        var read = await ReadAsync(Admin, asset.Id);
        Assert.Equal((3, 2, "first.jpg", "The first was better", AssetStatus.Draft), (
            read!.CurrentVersion.Number, read.PublishedVersion!.Number, read.CurrentVersion.Filename, read.CurrentVersion.Note, read.CurrentVersion.Status));
        Assert.Equal(TestDatabase.Digest("first.jpg"), read.CurrentVersion.Digest);
        var history = (await _database.Assets.VersionsAsync(Admin, [asset.Id], new PageRequest(10, null, null, null), Ct)).Value![asset.Id];
        Assert.Equal([3, 2, 1], history.Items.Select(item => item.Item.Number));
        Assert.Equal("VERSION_NOT_FOUND input.versionId", Codes((await RestoreVersion.HandleAsync(Admin, command with { VersionId = Guid.CreateVersion7() }, Ct)).Errors));
        Assert.Equal("NOT_AUTHORIZED ", Codes((await RestoreVersion.HandleAsync(Shop, command, Ct)).Errors));
    }

    [Fact]
    public async Task Asset_Should_BeGoneForAllButAdministrators_When_ItIsDeleted()
    {
        var asset = await _database.AddAssetAsync("Lamp", published: true, tags: ["brass"]);
        await _database.AddSkuAsync("LAMP-01", "Lamp", (asset.Id, SkuRole.Primary));
        await _database.AddSkuAsync("LAMP-02", "Lamp", (asset.Id, SkuRole.Primary), (asset.Id, SkuRole.Detail));

        Assert.Equal("REVISION_CONFLICT input.expectedRevision", Codes((await Delete.HandleAsync(Admin, new DeleteAsset(asset.Id, 1, DryRun: false), Ct)).Errors));
        Assert.Equal("NOT_AUTHORIZED ", Codes((await Delete.HandleAsync(Editor, new DeleteAsset(asset.Id, null, DryRun: false), Ct)).Errors));
        Assert.True((await Delete.HandleAsync(Admin, new DeleteAsset(asset.Id, 2, DryRun: true), Ct)).Succeeded);
        Assert.Empty(await ActionsAsync());
        Assert.Equal(2, await _database.Get<IAssetImpactReader>().CountSkusAsync(new ImpactScope(asset.Id), Ct));

        _database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await Delete.HandleAsync(Admin, new DeleteAsset(asset.Id, 2, DryRun: false), Ct)).Succeeded);

        Assert.Null(await ReadAsync(Editor, asset.Id));
        Assert.Null(await ReadAsync(Shop, asset.Id));
        Assert.Equal((TestDatabase.Start.AddSeconds(1), 3), await ReadAsync(Admin, asset.Id) is { } read ? (read.DeletedAt, read.Revision) : default);
        Assert.Null(await _database.Assets.FindForDeliveryAsync(asset.Id, Ct));
        Assert.Equal(0, await _database.Assets.CountAsync(Admin, new AssetFilter { SomeTag = new() { Eq = "brass" } }, Ct));
        Assert.Empty(await _database.Assets.FindByDigestAsync(Admin, [asset.CurrentVersion.Digest], AssetColumns.None, Ct));
        Assert.Equal(0, (await _database.Skus.CountLinksOfAssetsAsync(Admin, [asset.Id], Ct))[asset.Id]);
        Assert.Equal(["asset.deleted"], await ActionsAsync());
        Assert.Equal("ASSET_NOT_FOUND input.assetId", Codes((await Delete.HandleAsync(Admin, new DeleteAsset(asset.Id, null, DryRun: false), Ct)).Errors));
        Assert.Equal(2, await _database.Get<IAssetImpactReader>().CountSkusAsync(new ImpactScope(asset.Id), Ct));
    }

    [Fact]
    public async Task Asset_Should_BeBackAsItWas_When_ItIsRestored()
    {
        var asset = await _database.AddAssetAsync("Lamp", published: true, tags: ["brass"]);
        await _database.AddSkuAsync("LAMP-01", "Lamp", (asset.Id, SkuRole.Primary));
        await Delete.HandleAsync(Admin, new DeleteAsset(asset.Id, null, DryRun: false), Ct);

        Assert.Equal("NOT_AUTHORIZED ", Codes((await Restore.HandleAsync(Editor, new RestoreAsset(asset.Id, null), Ct)).Errors));
        Assert.Equal("REVISION_CONFLICT input.expectedRevision", Codes((await Restore.HandleAsync(Admin, new RestoreAsset(asset.Id, 1), Ct)).Errors));
        Assert.False((await Restore.HandleAsync(Admin, new RestoreAsset(asset.Id, 3), Ct)).Value!.IsUnchanged);
        Assert.True((await Restore.HandleAsync(Admin, new RestoreAsset(asset.Id, null), Ct)).Value!.IsUnchanged);

        Assert.Equal((null, 4), await ReadAsync(Editor, asset.Id) is { } read ? (read.DeletedAt, read.Revision) : default);
        Assert.NotNull(await ReadAsync(Shop, asset.Id));
        Assert.Equal(1, (await _database.Skus.CountLinksOfAssetsAsync(Shop, [asset.Id], Ct))[asset.Id]);
        Assert.Equal(1, await _database.Assets.CountAsync(Shop, new AssetFilter { SomeTag = new() { Eq = "brass" } }, Ct));
        Assert.Equal(["asset.deleted", "asset.restored"], await ActionsAsync());
    }

    [Fact]
    public async Task Upload_Should_SayThatItsAssetIsGone_When_ItIsNamedAfterTheDeletion()
    {
        var upload = await UploadAsync("a.jpg");
        var create = new CreateAssetHandler(_database.Units, new IngestRules(), new OneMark(), _database.Time);
        var made = (await create.HandleAsync(Admin, new CreateAsset(upload, null, null, DuplicatePolicy.Reject), Ct)).Value!;
        await Delete.HandleAsync(Admin, new DeleteAsset(made.Value, null, DryRun: false), Ct);

        Assert.Equal("UPLOAD_USED input.source.uploadId", Codes((await create.HandleAsync(Admin, new CreateAsset(upload, null, null, DuplicatePolicy.Reject), Ct)).Errors));

        // The bytes themselves may come again.
        var again = await create.HandleAsync(Admin, new CreateAsset(await UploadAsync("a.jpg"), null, null, DuplicatePolicy.Reject), Ct);
        Assert.NotEqual(made.Value, again.Value!.Value);
    }

    [Fact]
    public async Task RightsAndStatus_Should_WriteNothing_When_TheyAreSoAlready()
    {
        var asset = await _database.AddAssetAsync("Lamp");
        var rights = new SetAssetRightsHandler(_database.Units, new OneMark(), _database.Time);
        var patch = new RightsPatch { Credit = Change<string>.To("c"), Territories = Change<TerritoryRule>.To(TerritoryRule.Of(TerritoryMode.Only, [Territory.Parse("FR"), Territory.Parse("DE")])) };

        Assert.False((await rights.HandleAsync(Admin, new SetAssetRights(asset.Id, patch, null, DryRun: true), Ct)).Value!.IsUnchanged);
        Assert.Empty(await ActionsAsync());
        Assert.False((await rights.HandleAsync(Admin, new SetAssetRights(asset.Id, patch, null), Ct)).Value!.IsUnchanged);
        Assert.True((await rights.HandleAsync(Admin, new SetAssetRights(asset.Id, patch, null), Ct)).Value!.IsUnchanged);
        await SetStatusAsync(asset.Id, AssetStatus.Approved, "Fine");
        await SetStatusAsync(asset.Id, AssetStatus.Approved, "Fine");
        await SetStatusAsync(asset.Id, AssetStatus.Approved);

        Assert.Equal(3, (await ReadAsync(Admin, asset.Id))!.Revision);
        Assert.Equal(["asset.rights-set", "asset.delivery-changed", "asset.status-set", "asset.delivery-changed"], await ActionsAsync());
    }

    private async Task SetStatusAsync(Guid id, AssetStatus status, string? note = null) => Assert.True(
        (await new SetAssetStatusHandler(_database.Units, _database.Time).HandleAsync(Admin, new SetAssetStatus(id, status, VersionId: null, note, ExpectedRevision: null), Ct)).Succeeded);

    private async Task<AssetDetails?> ReadAsync(Caller caller, Guid id) => (await _database.Assets.FindAsync(caller, [id], Ct)).SingleOrDefault();

    private async Task<Guid> UploadAsync(string filename, string mediaType = "image/jpeg") => (await _database.AddUploadsAsync([(filename, TestDatabase.Digest(filename), true, "tests")], mediaType))[0];

    private static string Codes(IReadOnlyList<DomainError> errors) => string.Join(", ", errors.Select(error => $"{error.Code} {string.Join('.', error.Path ?? [])}"));

    private async Task<List<string>> ActionsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Events.OrderBy(row => row.OccurredAt).ThenBy(row => row.Position).Select(row => row.Action).ToListAsync(Ct);
    }
}
