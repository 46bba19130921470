using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Idempotency;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What use cases do when they meet, on every provider: no update is lost, and a key is carried out once.</summary>
public abstract class TransactionContract(string provider) : IAsyncLifetime
{
    private const int Writers = 16;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private SetAssetRightsHandler SetRights => new(_database.Units, new OneMark(), _database.Time);

    private SyncSkusHandler SyncSkus => new(_database.Units, _database.Time);

    private CreateUploadHandler CreateUpload => new(_database.Units, new UploadRules(), _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task RunAsync_Should_LoseNoUpdate_When_SixteenReadAndChangeTheSameAsset()
    {
        const int Changes = 5;
        var asset = await _database.AddAssetAsync();
        var allHaveRead = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Writers;

        var conflicts = await InParallelAsync(async writer =>
        {
            var refused = 0;
            for (var done = 0; done < Changes;)
            {
                var seen = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
                if (Interlocked.Decrement(ref reading) == 0)
                {
                    allHaveRead.SetResult();
                }

                await allHaveRead.Task.WaitAsync(Ct);
                var patch = new RightsPatch { Credit = Change<string>.To($"{seen.Rights.Credit}|{writer}.{done}") };
                var outcome = await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, patch, seen.Revision), Ct);
                if (outcome.Succeeded)
                {
                    done++;
                }
                else
                {
                    Assert.True(Assert.IsType<RevisionConflict>(Assert.Single(outcome.Errors)).CurrentRevision > seen.Revision);
                    refused++;
                }
            }

            return refused;
        });

        var details = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        Assert.Equal(1 + (Writers * Changes), details.Revision);
        Assert.Equal(Writers * Changes, details.Rights.Credit!.Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
        Assert.True(conflicts.Sum() >= Writers - 1);
    }

    [Fact]
    public async Task RunAsync_Should_ApplyEveryChange_When_SixteenNameNoRevision()
    {
        var asset = await _database.AddAssetAsync();

        await InParallelAsync(async writer =>
        {
            var outcome = await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit($"{writer}"), ExpectedRevision: null), Ct);
            return Assert.IsType<AssetId>(outcome.Value);
        });

        Assert.Equal(1 + Writers, Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).Revision);
    }

    [Fact]
    public async Task RunAsync_Should_MakeEachSkuOnce_When_SixteenSyncTheSameCodes()
    {
        var rows = Enumerable.Range(0, 20).Select(number => Row($"SKU-{number}")).ToList();

        var answers = await InParallelAsync(async _ => (await SyncSkus.HandleAsync(Admin, new SyncSkus(rows, ErrorPolicy.RejectAll), Ct)).Value!);

        Assert.Equal(20, answers.Sum(answer => answer.Created));
        Assert.Single(answers.Select(answer => string.Join(',', answer.Rows.Select(row => row.SkuId))).Distinct());
    }

    [Fact]
    public async Task RunAsync_Should_WorkOnce_When_SixteenBringTheSameKey()
    {
        var answers = await InParallelAsync(_ => UploadAsync(Admin, "key", "a.jpg"));

        Assert.Single(answers.Select(answer => answer.Value!.Id).Distinct());
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(1, await context.Uploads.CountAsync(Ct));
    }

    [Fact]
    public async Task RunAsync_Should_WorkOnce_When_NodesRaceForAKeyAndAnotherStartsLater()
    {
        var command = new CreateUpload("a.jpg", 10, MediaType: null, Digest: null) { IdempotencyKey = "key" };
        await using var second = await _database.AddNodeAsync();
        var answers = await InParallelAsync(
            writer => new CreateUploadHandler(writer % 2 == 0 ? _database.Units : second.Units, new UploadRules(), _database.Time).HandleAsync(Admin, command, Ct));

        // A process that starts afterwards has nothing but the rows.
        await using var restarted = await _database.AddNodeAsync();
        var later = await new CreateUploadHandler(restarted.Units, new UploadRules(), _database.Time).HandleAsync(Admin, command, Ct);

        Assert.Equal(later.Value!.Id, Assert.Single(answers.Select(answer => answer.Value!.Id).Distinct()));
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(1, await context.Uploads.CountAsync(Ct));
    }

    /// <summary>The change of the first is what would refuse the others: they named the revision before it.</summary>
    [Fact]
    public async Task RunAsync_Should_GiveAllTheFirstAnswer_When_SixteenBringTheSameKeyAndRevision()
    {
        var asset = await _database.AddAssetAsync();
        var command = new SetAssetRights(asset.Id, Credit("once"), ExpectedRevision: 1) { IdempotencyKey = "key" };

        var answers = await InParallelAsync(_ => SetRights.HandleAsync(Admin, command, Ct));

        Assert.All(answers, answer => Assert.Equal(asset.Id, answer.Value?.Value));
        Assert.Equal(2, Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).Revision);
    }

    [Fact]
    public async Task RunAsync_Should_WorkOnce_When_SixteenBringAKeyWhoseDayIsOver()
    {
        var first = await UploadAsync(Admin, "key", "a.jpg");
        _database.Time.Advance(IAnswerStore.Lifetime);

        var answers = await InParallelAsync(_ => UploadAsync(Admin, "key", "a.jpg"));

        Assert.NotEqual(first.Value!.Id, Assert.Single(answers.Select(answer => answer.Value!.Id).Distinct()));
    }

    [Fact]
    public async Task RunAsync_Should_GiveTheFirstAnswerWithItsErrors_When_RowsWereRefused()
    {
        var command = new SyncSkus(
            [Row("GOOD"), Row("GOOD"), new SkuRow("LINKED", default, [new SkuLinkRow(new AssetRef(Guid.CreateVersion7(), null, null) { IdAsGiven = "asset_x" }, SkuRole.Primary)])],
            ErrorPolicy.RejectFailedRows)
        {
            IdempotencyKey = "rows",
        };

        var first = (await SyncSkus.HandleAsync(Admin, command, Ct)).Value!;
        var again = (await SyncSkus.HandleAsync(Admin, command, Ct)).Value!;

        Assert.Equal((1, 0, 0), (again.Created, again.Updated, again.Unchanged));
        Assert.Equal(first.Rows.Select(row => row.SkuId), again.Rows.Select(row => row.SkuId));
        Assert.Equal(Facts(first), Facts(again));
        Assert.Equal([null, typeof(InvalidInput), typeof(NotFound)], again.Rows.Select(row => row.Errors.Count == 0 ? null : row.Errors[0].GetType()));

        static IEnumerable<string> Facts(SyncedSkus answer) =>
            answer.Rows.SelectMany(row => row.Errors).Select(error => $"{error.Code} {error.Message} {string.Join('/', error.Path!)}");
    }

    [Fact]
    public async Task RunAsync_Should_RefuseTheRow_When_ItNamesSomethingWithU0000()
    {
        var file = new SkuLinkRow(new AssetRef(Id: null, Digest: null, "a\0b"), SkuRole.Primary);

        var answer = (await SyncSkus.HandleAsync(Admin, new SyncSkus([Row("a\0b"), new SkuRow("LINKED", default, [file]), Row("GOOD")], ErrorPolicy.RejectFailedRows), Ct)).Value!;

        Assert.Equal(["SKU_CODE_INVALID", "ASSET_NOT_FOUND", null], answer.Rows.Select(row => row.Errors.Select(error => error.Code).FirstOrDefault()));
        Assert.Empty(await _database.Skus.FindByCodeAsync(Admin, ["a\0b"], Ct));
        Assert.Equal("GOOD", Assert.Single(await _database.Skus.FindByCodeAsync(Admin, ["a\0b", "GOOD"], Ct)).Code);
    }

    [Fact]
    public async Task RunAsync_Should_RefuseTheKey_When_ItComesWithAnotherInputOrAnotherCommand()
    {
        var asset = await _database.AddAssetAsync();
        Assert.True((await UploadAsync(Admin, "key", "a.jpg")).Succeeded);

        var otherInput = await UploadAsync(Admin, "key", "b.jpg");
        var otherCommand = await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit("x"), null) { IdempotencyKey = "key" }, Ct);

        Assert.IsType<IdempotencyConflict>(Assert.Single(otherInput.Errors));
        Assert.Equal(["input", "idempotencyKey"], Assert.Single(otherCommand.Errors).Path!);
        Assert.Equal(1, Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).Revision);
    }

    [Fact]
    public async Task RunAsync_Should_KeepCallersApart_When_TheyBringTheSameKey()
    {
        var mine = await UploadAsync(Admin, "key", "a.jpg");
        var theirs = await UploadAsync(Caller.Administrator("others"), "key", "b.jpg");

        Assert.True(theirs.Succeeded);
        Assert.NotEqual(mine.Value!.Id, theirs.Value.Id);
    }

    [Fact]
    public async Task RunAsync_Should_TryAgain_When_TheFirstCallWasRefused()
    {
        var command = new SetAssetRights(Guid.CreateVersion7(), Credit("x"), null) { IdempotencyKey = "later" };
        Assert.IsType<NotFound>(Assert.Single((await SetRights.HandleAsync(Admin, command, Ct)).Errors));

        var asset = await _database.AddAssetAsync();
        Assert.True((await SetRights.HandleAsync(Admin, command with { AssetId = asset.Id }, Ct)).Succeeded);
    }

    [Fact]
    public async Task RunAsync_Should_AnswerWithTheFirstChange_When_OthersChangedTheAssetSince()
    {
        var asset = await _database.AddAssetAsync();
        var command = new SetAssetRights(asset.Id, Credit("mine"), ExpectedRevision: 1) { IdempotencyKey = "key" };
        Assert.True((await SetRights.HandleAsync(Admin, command, Ct)).Succeeded);
        Assert.True((await SetRights.HandleAsync(Admin, new SetAssetRights(asset.Id, Credit("theirs"), ExpectedRevision: 2), Ct)).Succeeded);

        Assert.True((await SetRights.HandleAsync(Admin, command, Ct)).Succeeded);

        var details = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        Assert.Equal((3, "theirs"), (details.Revision, details.Rights.Credit));
    }

    [Fact]
    public async Task RunAsync_Should_ForgetTheKey_When_ItsDayIsOver()
    {
        var first = await UploadAsync(Admin, "key", "a.jpg");
        _database.Time.Advance(IAnswerStore.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal(first.Value!.Id, (await UploadAsync(Admin, "key", "a.jpg")).Value!.Id);

        _database.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(first.Value!.Id, (await UploadAsync(Admin, "key", "b.jpg")).Value!.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(null)]
    public async Task RunAsync_Should_RefuseTheKey_When_ItIsNone(string? key)
    {
        var outcome = await UploadAsync(Admin, key ?? new string('k', Command.LongestKey + 1), "a.jpg");

        Assert.Equal("IDEMPOTENCY_KEY_INVALID", Assert.Single(outcome.Errors).Code);
    }

    [Fact]
    public async Task SweepAsync_Should_DeleteOnlyWhatHasExpired_When_ItRuns()
    {
        await UploadAsync(Admin, "old", "a.jpg");
        _database.Time.Advance(TimeSpan.FromHours(23));
        await UploadAsync(Admin, "young", "a.jpg");
        _database.Time.Advance(TimeSpan.FromHours(1));
        using var sweep = Sweep();

        Assert.Equal(1, await sweep.SweepAsync(Ct));

        await using var context = _database.Get<Database>().OpenContext();
        Assert.Equal(["young"], await context.IdempotentAnswers.Select(row => row.Key).ToListAsync(Ct));
    }

    private AnswerSweep Sweep() =>
        new(_database.Get<Database>(), _database.Time, _database.Get<Microsoft.Extensions.Logging.ILogger<AnswerSweep>>());

    private static RightsPatch Credit(string text) => new() { Credit = Change<string>.To(text) };

    private static SkuRow Row(string code) => new(code, Change<string>.To($"Name of {code}"), Links: null);

    private Task<Outcome<ReservedUpload>> UploadAsync(Caller caller, string key, string filename) =>
        CreateUpload.HandleAsync(caller, new CreateUpload(filename, 10, MediaType: null, Digest: null) { IdempotencyKey = key }, Ct);

    private static async Task<T[]> InParallelAsync<T>(Func<int, Task<T>> work) =>
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => work(writer), Ct)));
}
