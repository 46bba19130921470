using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Uploads;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>Who brings bytes that are there, or that somebody else brings at the same moment.</summary>
public abstract class DuplicateContract(string provider) : IAsyncLifetime
{
    private const int AtOnce = 16;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private CreateAssetHandler Handler => new(_database.Units, new IngestRules(), new OneMark(), _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task CreateAsset_Should_MakeOneAsset_When_ManyBringTheSameBytesAtOnce()
    {
        for (var round = 0; round < 3; round++)
        {
            var digest = TestDatabase.Digest($"round {round}");
            var uploads = await UploadsAsync(Admin, digest, AtOnce);

            var outcomes = await Task.WhenAll(uploads.Select(upload => Task.Run(() => CreateAsync(Admin, upload, DuplicatePolicy.Reject), Ct)));

            var made = Assert.Single(outcomes, outcome => outcome.Succeeded).Value!.Value;
            Assert.All(outcomes.Where(outcome => !outcome.Succeeded), outcome => Assert.Equal(made, Assert.IsType<DuplicateContent>(Assert.Single(outcome.Errors)).ExistingAssetId));
            var (_, asset) = Assert.Single(await _database.Assets.FindByDigestAsync(Admin, [digest], AssetColumns.Title, Ct));
            Assert.Equal(made, asset.Id);
        }
    }

    [Fact]
    public async Task CreateAsset_Should_NotTellOfADuplicate_When_TheCallerMayNotSeeIt()
    {
        var digest = TestDatabase.Digest("secret");
        var blind = new Caller("blind", [], [Permissions.WriteAssets]);
        var mine = (await CreateAsync(Admin, (await UploadsAsync(Admin, digest, 1))[0], DuplicatePolicy.Reject)).Value!.Value;

        _database.Time.Advance(TimeSpan.FromSeconds(1));
        var theirs = await CreateAsync(blind, (await UploadsAsync(blind, digest, 1))[0], DuplicatePolicy.Reject);
        var returned = await CreateAsync(blind, (await UploadsAsync(blind, digest, 1))[0], DuplicatePolicy.ReturnExisting);
        var again = await CreateAsync(Admin, (await UploadsAsync(Admin, digest, 1))[0], DuplicatePolicy.ReturnExisting);

        Assert.Equal(3, new[] { mine, theirs.Value!.Value, returned.Value!.Value }.Distinct().Count());
        Assert.Equal(mine, again.Value!.Value);
    }

    private Task<Outcome<AssetId>> CreateAsync(Caller caller, Guid upload, DuplicatePolicy policy) =>
        Handler.HandleAsync(caller, new CreateAsset(upload, Title: null, Rights: null, policy), Ct);

    /// <summary>Received, and not yet named by an asset.</summary>
    private async Task<List<Guid>> UploadsAsync(Caller caller, string digest, int count)
    {
        var now = _database.Time.GetUtcNow();
        await using var unit = await _database.Units.BeginAsync(Ct);
        var ids = new List<Guid>();
        for (var i = 0; i < count; i++)
        {
            var upload = new Upload($"{i}.jpg", 10, mediaType: null, digest: null, caller.Subject, now, now.AddDays(1));
            upload.Received(digest, "default", "image/jpeg", now);
            unit.Uploads.Add(upload);
            ids.Add(upload.Id);
        }

        await unit.CommitAsync(Ct);
        return ids;
    }
}
