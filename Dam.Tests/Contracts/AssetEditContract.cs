using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Assets made in bulk and changed, on every provider.</summary>
/// <param name="provider">Of the database.</param>
/// <param name="insertsABatch">Whether one statement inserts many rows.</param>
public abstract class AssetEditContract(string provider, bool insertsABatch) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly Caller Uploader = new("tests", [], [Permissions.WriteAssets]);

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CreateAssetsHandler Create => new(_database.Units, Receive, new IngestRules(), new OneMark(), _database.Time);

    private ReceiveUploadHandler Receive =>
        new(_database.Units, _database.Get<IUploadReader>(), _database.Get<IBlobStore>(), _database.Get<IIncomingBlobs>(), _database.Get<IDirectUploads>(), new UploadRules(), _database.Time);

    private UpdateAssetHandler Update => new(_database.Units, _database.Time);

    private UpdateAssetsHandler UpdateMany => new(_database.Units, _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Update_Should_ChangeWhatIsGivenAndNothingElse_When_SomeFieldsAre()
    {
        var asset = await _database.AddAssetAsync("Lamp", tags: ["old", "Brass"]);
        await EditAsync(asset.Id, new() { Metadata = Change<string>.To("""{"season":"SS26","sizes":["S","M"],"care":{"wash":30,"iron":true}}""") });
        _database.Time.Advance(TimeSpan.FromSeconds(1));

        await EditAsync(asset.Id, new()
        {
            Title = Change<string>.To("Bird lamp"),
            Tags = Change<IReadOnlyList<string>>.To(["brass", " Bird ", "BRASS", "新"]),
            AltTexts = Change<IReadOnlyList<LocalizedText>>.To([new(Locale.Parse("en"), "A bird “lamp”\n"), new(Locale.Parse("zh-Hans"), "灯")]),
            FocalPoint = Change<FocalPoint?>.To(new FocalPoint(0.33333, 1)),
            Metadata = Change<string>.To("""{"season":null,"sizes":["L"],"care":{"iron":null,"dry":1.50}}"""),
        });

        var read = await ReadAsync(asset.Id);
        Assert.Equal(("Bird lamp", 3, TestDatabase.Start.AddSeconds(1)), (read.Title, read.Revision, read.UpdatedAt));
        Assert.Equal(["brass", "Bird", "新"], read.Tags);
        Assert.Equal([new(Locale.Parse("en"), "A bird “lamp”\n"), new LocalizedText(Locale.Parse("zh-Hans"), "灯")], read.AltTexts);
        Assert.Equal(new FocalPoint(0.3333, 1), read.FocalPoint);
        Assert.Equal("""{"sizes":["L"],"care":{"wash":30,"dry":1.50}}""", read.Metadata);
        Assert.Equal(["bird", "brass", "新"], await TagRowsAsync(asset.Id));

        await EditAsync(asset.Id, new() { Tags = Change<IReadOnlyList<string>>.To(null), AltTexts = Change<IReadOnlyList<LocalizedText>>.To(null), FocalPoint = Change<FocalPoint?>.To(null), Metadata = Change<string>.To(null) });

        var cleared = await ReadAsync(asset.Id);
        Assert.Equal(("Bird lamp", 4, null, null), (cleared.Title, cleared.Revision, cleared.FocalPoint, cleared.Metadata));
        Assert.Empty(cleared.Tags);
        Assert.Empty(cleared.AltTexts);
        Assert.Empty(await TagRowsAsync(asset.Id));
    }

    [Fact]
    public async Task Update_Should_WriteNothing_When_AllIsSoAlready()
    {
        var asset = await _database.AddAssetAsync("Lamp", tags: ["Brass", "bird"]);
        var patch = new DescriptionPatch
        {
            AltTexts = Change<IReadOnlyList<LocalizedText>>.To([new(Locale.Parse("en"), "A lamp")]),
            FocalPoint = Change<FocalPoint?>.To(new FocalPoint(0.25, 0.5)),
            Metadata = Change<string>.To("""{"a":1,"b":{"c":[true,null]}}"""),
        };
        await EditAsync(asset.Id, patch);
        var events = await EventsAsync();
        _database.Time.Advance(TimeSpan.FromSeconds(1));

        var (same, statements) = await _database.WatchAsync(() => Update.HandleAsync(Admin, new UpdateAsset(asset.Id, patch with
        {
            Title = Change<string>.To("Lamp"),
            Tags = Change<IReadOnlyList<string>>.To(["Brass", "bird"]),
            Metadata = Change<string>.To("""{"b":{"c":[true,null],"gone":null},"a":1.0}"""),
        }, ExpectedRevision: 2), Ct));

        Assert.True(same.Value!.IsUnchanged);
        Assert.DoesNotContain(statements, statement => statement.Contains("UPDATE", StringComparison.Ordinal) && !statement.Contains("NO KEY UPDATE", StringComparison.Ordinal));
        Assert.Equal((2, TestDatabase.Start), await ReadAsync(asset.Id) is var read ? (read.Revision, read.UpdatedAt) : default);
        Assert.Equal(events.Count, (await EventsAsync()).Count);
    }

    [Fact]
    public async Task Update_Should_TellWhatIsAnother_When_SomethingIs()
    {
        var asset = await _database.AddAssetAsync("Lamp");

        await EditAsync(asset.Id, new() { Title = Change<string>.To("Lamp"), Tags = Change<IReadOnlyList<string>>.To(["a"]), Metadata = Change<string>.To("""{"x":"1"}""") });

        var told = Assert.Single(await EventsAsync());
        Assert.Equal((ChangeKind.AssetUpdated, "asset.updated", "tests", asset.Id), (told.Kind, told.Action, told.Actor, told.AssetId));
        Assert.Equal("""{"revision":2,"tags":["a"],"metadata":{"x":"1"}}""", told.Details);
    }

    [Fact]
    public async Task Updates_Should_GoThroughOneByOne_When_BadRowsAreLeftOut()
    {
        var assets = await AddAssetsAsync(3);
        var deleted = await _database.AddAssetAsync("deleted");
        await DeleteAsync(deleted.Id);
        UpdateAsset[] rows =
        [
            Row(assets[0], "first"), Row(assets[1], "second", revision: 7), Row(deleted.Id, "third"), Row(assets[0], "fourth"), Row(assets[2], ""), Row(assets[2], "sixth", revision: 1),
        ];

        var all = await UpdateMany.HandleAsync(Admin, new UpdateAssets(rows, ErrorPolicy.RejectAll), Ct);
        Assert.Equal(5, all.Errors.Count);
        Assert.All(await _database.Assets.FindAsync(Admin, assets, Ct), asset => Assert.Equal(1, asset.Revision));

        var some = (await UpdateMany.HandleAsync(Admin, new UpdateAssets(rows, ErrorPolicy.RejectFailedRows), Ct)).Value!.Rows;

        Assert.Equal(
            [
                "", "REVISION_CONFLICT input.assets.1.expectedRevision", "ASSET_NOT_FOUND input.assets.2.id", "ASSET_TWICE input.assets.3.id", "TITLE_INVALID input.assets.4.title",
                "ASSET_TWICE input.assets.5.id",
            ],
            some.Select(row => Codes(row.Errors)));
        Assert.Equal([assets[0], null, null, null, null, null], some.Select(row => row.AssetId));
        Assert.Equal(("first", 2), await ReadAsync(assets[0]) is var read ? (read.Title, read.Revision) : default);
        Assert.Equal(1, (await ReadAsync(assets[2])).Revision);
    }

    [Fact]
    public async Task Updates_Should_GiveTheFirstAnswer_When_TheKeyComesAgain()
    {
        var assets = await AddAssetsAsync(2);
        var command = new UpdateAssets([Row(assets[0], "first", revision: 1), Row(Guid.CreateVersion7(), "x")], ErrorPolicy.RejectFailedRows) { IdempotencyKey = "key" };

        var first = (await UpdateMany.HandleAsync(Admin, command, Ct)).Value!;
        var again = (await UpdateMany.HandleAsync(Admin, command, Ct)).Value!;
        var other = await UpdateMany.HandleAsync(Admin, command with { ErrorPolicy = ErrorPolicy.RejectAll }, Ct);

        Assert.Equal(first.Rows.Select(row => (row.AssetId, Codes(row.Errors))), again.Rows.Select(row => (row.AssetId, Codes(row.Errors))));
        Assert.Equal(2, (await ReadAsync(assets[0])).Revision);
        Assert.IsType<IdempotencyConflict>(Assert.Single(other.Errors));
    }

    [Fact]
    public async Task Updates_Should_Refuse_When_TheCallerMayNotOrNamesTooMany()
    {
        var id = (await AddAssetsAsync(1))[0];

        Assert.IsType<NotAuthorized>(Assert.Single((await Update.HandleAsync(Caller.Storefront("shop"), Row(id, "x"), Ct)).Errors));
        Assert.IsType<NotAuthorized>(Assert.Single((await UpdateMany.HandleAsync(Caller.Storefront("shop"), new UpdateAssets([], ErrorPolicy.RejectAll), Ct)).Errors));
        var many = await UpdateMany.HandleAsync(Admin, new UpdateAssets([.. Enumerable.Repeat(Row(id, "x"), 1001)], ErrorPolicy.RejectAll), Ct);
        Assert.Equal("TOO_MANY_ROWS", Assert.Single(many.Errors).Code);
    }

    [Fact]
    public async Task Creates_Should_MakeFindOrRefuseEach_When_RowsShareUploadsAndBytes()
    {
        var holder = await _database.AddAssetAsync("holder", content: TestDatabase.Content("held"));
        var (a, b, c, held, pending, foreign) = (
            await UploadAsync("a.jpg"), await UploadAsync("b.jpg", digest: TestDatabase.Digest("a.jpg")), await UploadAsync("c.jpg", digest: TestDatabase.Digest("a.jpg")),
            await UploadAsync("held.jpg", digest: TestDatabase.Digest("held")), await UploadAsync("pending.jpg", received: false), await UploadAsync("foreign.jpg", by: "somebody"));
        CreateAssetRow[] rows =
        [
            New(a) with { Asset = New(a).Asset! with { Title = "First", Tags = ["x"], Metadata = """{"k":1}""", AltTexts = [new(Locale.Parse("fr"), "t")] } },
            New(a), // The same upload.
            New(b), // The same bytes as an earlier row's.
            New(c, DuplicatePolicy.Allow),
            New(held), New(await UploadAsync("held.jpg", digest: TestDatabase.Digest("held")), DuplicatePolicy.ReturnExisting),
            New(pending), New(foreign),
            new(Asset: null, [new InvalidInput("SOURCE_BROKEN", "It is.") { Path = ["input", "source", "file"] }]),
            New(c) with { Asset = New(c).Asset! with { Metadata = "[]", Rights = new RightsPatch { Credit = Change<string>.To("\0") }, IdempotencyKey = "own" } },
        ];

        var made = (await Create.HandleAsync(Admin, new CreateAssets(rows, ErrorPolicy.RejectFailedRows), Ct)).Value!.Rows;

        Assert.Equal(
            [RowOutcome.Created, RowOutcome.Existing, RowOutcome.Refused, RowOutcome.Created, RowOutcome.Refused, RowOutcome.Existing, RowOutcome.Refused, RowOutcome.Refused, RowOutcome.Refused, RowOutcome.Refused],
            made.Select(row => row.Outcome));
        Assert.Equal(
            [
                "", "", "DUPLICATE_CONTENT input.assets.2.source.uploadId", "", "DUPLICATE_CONTENT input.assets.4.source.uploadId", "", "UPLOAD_NOT_RECEIVED input.assets.6.source.uploadId",
                "UPLOAD_NOT_FOUND input.assets.7.source.uploadId", "SOURCE_BROKEN input.assets.8.source.file",
                "IDEMPOTENCY_KEY_MISPLACED input.assets.9.idempotencyKey, METADATA_INVALID input.assets.9.metadata, TEXT_INVALID input.assets.9.rights.credit",
            ],
            made.Select(row => Codes(row.Errors)));
        Assert.Equal(made[0].AssetId, made[1].AssetId);
        Assert.Equal(made[0].AssetId, Assert.IsType<DuplicateContent>(made[2].Errors[0]).ExistingAssetId);
        Assert.Equal(holder.Id, made[5].AssetId);
        var first = await ReadAsync(made[0].AssetId!.Value);
        Assert.Equal(("First", """{"k":1}""", "t"), (first.Title, first.Metadata, first.AltTexts[0].Text));
        Assert.Equal(["x"], await TagRowsAsync(first.Id));
        Assert.Equal(2, (await EventsAsync()).Count);
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(2, await context.Jobs.CountAsync(Ct));
    }

    [Fact]
    public async Task Creates_Should_MakeNothing_When_OneBadRowRefusesAll()
    {
        CreateAssetRow[] rows = [New(await UploadAsync("a.jpg")), New(await UploadAsync("b.jpg", received: false))];

        var refused = await Create.HandleAsync(Admin, new CreateAssets(rows, ErrorPolicy.RejectAll), Ct);

        Assert.Equal("UPLOAD_NOT_RECEIVED input.assets.1.source.uploadId", Codes(refused.Errors));
        Assert.Equal(0, await _database.Assets.CountAsync(Admin, filter: null, Ct));
        Assert.Empty(await EventsAsync());
        Assert.True((await Create.HandleAsync(Admin, new CreateAssets([rows[0]], ErrorPolicy.RejectAll), Ct)).Succeeded);
    }

    [Fact]
    public async Task Creates_Should_NotTellOfDuplicates_When_TheCallerMayNotSeeThem()
    {
        await _database.AddAssetAsync("hidden", content: TestDatabase.Content("a.jpg"));
        CreateAssetRow[] rows = [New(await UploadAsync("a.jpg")), New(await UploadAsync("a.jpg"), DuplicatePolicy.ReturnExisting)];

        var made = (await Create.HandleAsync(Uploader, new CreateAssets(rows, ErrorPolicy.RejectAll), Ct)).Value!.Rows;

        Assert.Equal([RowOutcome.Created, RowOutcome.Created], made.Select(row => row.Outcome));
    }

    [Fact]
    public async Task Creates_Should_GiveTheFirstAnswer_When_TheKeyComesAgain()
    {
        await _database.AddAssetAsync("holder", content: TestDatabase.Content("held"));
        CreateAssetRow[] rows = [New(await UploadAsync("a.jpg")), New(await UploadAsync("held.jpg", digest: TestDatabase.Digest("held"))), New(await UploadAsync("pending", received: false))];
        var command = new CreateAssets(rows, ErrorPolicy.RejectFailedRows) { IdempotencyKey = "night" };

        var first = (await Create.HandleAsync(Admin, command, Ct)).Value!.Rows;
        var again = (await Create.HandleAsync(Admin, command, Ct)).Value!.Rows;

        Assert.Equal(first.Select(row => (row.AssetId, row.Outcome, Codes(row.Errors))), again.Select(row => (row.AssetId, row.Outcome, Codes(row.Errors))));
        Assert.Equal(Assert.IsType<DuplicateContent>(first[1].Errors[0]).ExistingAssetId, Assert.IsType<DuplicateContent>(again[1].Errors[0]).ExistingAssetId);
        Assert.Equal(RowOutcome.Created, again[0].Outcome);
    }

    [Fact]
    public async Task Creates_Should_MakeOneAssetOfTheSameBytes_When_SixteenBringThem()
    {
        var rows = new List<CreateAssetRow>();
        for (var i = 0; i < 16; i++)
        {
            rows.Add(New(await UploadAsync($"{i}.jpg", digest: TestDatabase.Digest("shared")), DuplicatePolicy.ReturnExisting));
        }

        var answers = await Task.WhenAll(rows.Select(row => Task.Run(async () => (await Create.HandleAsync(Admin, new CreateAssets([row], ErrorPolicy.RejectAll), Ct)).Value!.Rows[0], Ct)));

        Assert.Single(answers.Select(row => row.AssetId).Distinct());
        Assert.Single(answers, row => row.Outcome == RowOutcome.Created);
    }

    [Fact]
    public async Task Bulk_Should_TakeBoundedStatements_When_ItHasAThousandRows()
    {
        var rows = (await UploadsAsync(1000)).Select(upload => New(upload)).ToList();
        var (made, creating) = await _database.WatchAsync(() => Create.HandleAsync(Admin, new CreateAssets(rows, ErrorPolicy.RejectAll), Ct));
        var edits = made.Value!.Rows.Select(row => Row(row.AssetId!.Value, "changed") with { Description = new() { Title = Change<string>.To("changed"), Tags = Change<IReadOnlyList<string>>.To(["a", "b"]) } }).ToList();
        var (updated, updating) = await _database.WatchAsync(() => UpdateMany.HandleAsync(Admin, new UpdateAssets(edits, ErrorPolicy.RejectAll), Ct));
        var (_, again) = await _database.WatchAsync(() => UpdateMany.HandleAsync(Admin, new UpdateAssets(edits, ErrorPolicy.RejectAll), Ct));

        Assert.True(updated.Succeeded);
        TestContext.Current.SendDiagnosticMessage($"{provider}: a thousand rows take {creating.Count} statements to create, {updating.Count} to change, {again.Count} when they are so already.");
        Assert.Equal(made.Value.Rows.Count, await _database.Assets.CountAsync(Admin, new AssetFilter { SomeTag = new() { Eq = "b" } }, Ct));
        Assert.InRange(creating.Count, 1, insertsABatch ? 30 : 5050);
        Assert.InRange(updating.Count, 1, insertsABatch ? 30 : 4050);
        Assert.InRange(again.Count, 1, 3);
    }

    private static UpdateAsset Row(Guid id, string title, int? revision = null) => new(id, new DescriptionPatch { Title = Change<string>.To(title) }, revision);

    private static CreateAssetRow New(Guid uploadId, DuplicatePolicy policy = DuplicatePolicy.Reject) => new(new CreateAsset(uploadId, Title: null, Rights: null, policy), []);

    private static string Codes(IReadOnlyList<DomainError> errors) => string.Join(", ", errors.Select(error => $"{error.Code} {string.Join('.', error.Path ?? [])}"));

    private async Task EditAsync(Guid id, DescriptionPatch patch)
    {
        var outcome = await Update.HandleAsync(Admin, new UpdateAsset(id, patch, ExpectedRevision: null), Ct);
        Assert.True(outcome.Succeeded, Codes(outcome.Errors));
    }

    private async Task<AssetDetails> ReadAsync(Guid id) => Assert.Single(await _database.Assets.FindAsync(Admin, [id], Ct));

    private async Task<Guid[]> AddAssetsAsync(int count)
    {
        var ids = new Guid[count];
        for (var i = 0; i < count; i++)
        {
            ids[i] = (await _database.AddAssetAsync($"{i}")).Id;
        }

        return ids;
    }

    private async Task DeleteAsync(Guid id) => Assert.True((await new DeleteAssetHandler(_database.Units, _database.Time).HandleAsync(Admin, new DeleteAsset(id, null, DryRun: false), Ct)).Succeeded);

    private async Task<Guid> UploadAsync(string filename, string? digest = null, bool received = true, string by = "tests") =>
        (await _database.AddUploadsAsync([(filename, digest ?? TestDatabase.Digest(filename), received, by)]))[0];

    private Task<IReadOnlyList<Guid>> UploadsAsync(int count) =>
        _database.AddUploadsAsync([.. Enumerable.Range(0, count).Select(number => ($"{number}.jpg", TestDatabase.Digest($"{number}"), true, "tests"))]);

    private async Task<List<string>> TagRowsAsync(Guid id)
    {
        await using var context = _database.Get<Database>().OpenContext();
        return [.. (await context.Set<AssetTagRow>().Where(row => row.AssetId == id).Select(row => row.TagFolded).ToListAsync(Ct)).Order(StringComparer.Ordinal)];
    }

    private async Task<List<Dam.Infrastructure.Persistence.Changes.EventRow>> EventsAsync()
    {
        await using var context = _database.Get<Database>().OpenContext();
        return await context.Events.OrderBy(row => row.OccurredAt).ThenBy(row => row.Position).ToListAsync(Ct);
    }
}
