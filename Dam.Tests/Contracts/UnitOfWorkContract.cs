using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's units of work and stores do.</summary>
public abstract class UnitOfWorkContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task DisposeAsync_Should_WriteNothing_When_ItWasNotCommitted()
    {
        var asset = Asset.Create("never", AssetRights.None, TestDatabase.Content(), TestDatabase.Start);
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            unit.Assets.Add(asset);
            unit.Jobs.Enqueue("never", "x");
        }

        Assert.Empty(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        await using var context = _database.Get<Database>().OpenContext();
        Assert.Empty(await context.Jobs.ToListAsync(Ct));
    }

    [Fact]
    public async Task CommitAsync_Should_LoseNoUpdate_When_SixteenChangeTheSameAsset()
    {
        const int Writers = 16;
        const int Changes = 10;
        var asset = await _database.AddAssetAsync();

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(
            async () =>
            {
                for (var i = 0; i < Changes; i++)
                {
                    await RetryAsync(async () =>
                    {
                        await using var unit = await _database.Units.BeginAsync(Ct);
                        var found = (await unit.Assets.FindAsync(asset.Id, Ct))!;
                        found.SetRights(new AssetRights { Credit = $"{found.Rights.Credit}|{writer}.{i}" }, TestDatabase.Start);
                        await unit.CommitAsync(Ct);
                    });
                }
            },
            Ct)));

        var details = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        Assert.Equal(1 + (Writers * Changes), details.Revision);
        Assert.Equal(Writers * Changes, details.Rights.Credit!.Split('|', StringSplitOptions.RemoveEmptyEntries).Distinct().Count());
    }

    [Fact]
    public async Task CommitAsync_Should_ThrowAndWriteNothing_When_TheRevisionHasChangedMeanwhile()
    {
        var asset = await _database.AddAssetAsync("before");
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            var found = (await unit.Assets.FindAsync(asset.Id, Ct))!;
            found.SetRights(new AssetRights { Credit = "late" }, TestDatabase.Start);
            unit.Jobs.Enqueue("late", "x");

            // As another node would, whose change came between.
            await ((UnitOfWork)unit).Context.Database.ExecuteSqlRawAsync("UPDATE \"Assets\" SET \"Revision\" = 7", Ct);

            await Assert.ThrowsAsync<ConcurrentChangeException>(() => unit.CommitAsync(Ct));
        }

        var details = Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct));
        Assert.Equal((1, null), (details.Revision, details.Rights.Credit));
    }

    [Fact]
    public async Task CommitAsync_Should_Throw_When_ASkuOfThatCodeExists()
    {
        await _database.AddSkuAsync("SHOE");

        await Assert.ThrowsAsync<ConcurrentChangeException>(() => _database.AddSkuAsync("SHOE"));
    }

    [Fact]
    public async Task CommitAsync_Should_WriteBoth_When_TwoAddAtOnce()
    {
        var assets = await Task.WhenAll(Enumerable.Range(0, 2).Select(number => Task.Run(() => _database.AddAssetAsync($"{number}"), Ct)));

        Assert.Equal(2, (await _database.Assets.FindAsync(Admin, [.. assets.Select(asset => asset.Id)], Ct)).Count);
    }

    [Fact]
    public async Task BeginAsync_Should_LetTheNextOneIn_When_AUnitWasLeftWithoutCommit()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var unit = await _database.Units.BeginAsync(Ct);
            Assert.Null(await unit.Assets.FindAsync(Guid.CreateVersion7(), Ct));
        }
    }

    [Fact]
    public async Task Assets_Should_BeFoundWithTheirVersions_When_TheyLive()
    {
        var asset = await _database.AddAssetAsync(published: true, image: new VersionImage(1, 2, HasAlpha: false, 1, [new(0, 0, 0)], "aa", new(0, 0, 0), null, null));

        await using var unit = await _database.Units.BeginAsync(Ct);
        var found = (await unit.Assets.FindAsync(asset.Id, Ct))!;

        Assert.Equal((asset.Title, asset.Revision), (found.Title, found.Revision));
        Assert.Equal(AssetStatus.Approved, found.CurrentVersion.Status);
        Assert.Equal((1, 2), (found.CurrentVersion.Image!.Width, found.CurrentVersion.Image.Height));
        Assert.Same(found.CurrentVersion, await unit.Assets.FindVersionAsync(found.CurrentVersionId, Ct));
        Assert.Null(await unit.Assets.FindAsync(Guid.CreateVersion7(), Ct));
        Assert.Null(await unit.Assets.FindVersionAsync(Guid.CreateVersion7(), Ct));
    }

    [Fact]
    public async Task Assets_Should_BeFoundByDigestTheOldest_When_SeveralHoldTheBytes()
    {
        var deleted = await _database.AddAssetAsync("deleted");
        var assets = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            _database.Time.Advance(TimeSpan.FromSeconds(1));
            assets.Add((await _database.AddAssetAsync($"{i}")).Id);
        }

        var other = await _database.AddAssetAsync(content: TestDatabase.Content("other"));
        await using var unit = await _database.Units.BeginAsync(Ct);
        (await unit.Assets.FindAsync(deleted.Id, Ct))!.Delete(TestDatabase.Start);
        await unit.CommitAsync(Ct);

        await using var another = await _database.Units.BeginAsync(Ct);
        string[] digests = [TestDatabase.Digest("photo.jpg"), TestDatabase.Digest("nobody's"), TestDatabase.Digest("other")];
        var found = await another.Assets.FindByDigestAsync(digests, Ct);

        Assert.Equal([(digests[0], assets[0]), (digests[2], other.Id)], found.OrderBy(holder => holder.AssetId));
    }

    [Fact]
    public async Task Versions_Should_KeepWhatProcessingFound_When_ItSucceedsAndWhenItFails()
    {
        var asset = await _database.AddAssetAsync();
        var image = new VersionImage(640, 480, HasAlpha: true, 3, [new(255, 255, 255), new(0, 0, 0)], "dGg=", new(255, 255, 255), 320, 240)
        {
            Border = new(new(255, 255, 250), 0.125),
            Profile = ColorProfile.OtherRgb,
        };

        await ChangeAsync(version => version.ProcessingReached("identify"));
        var working = await ReadAsync();
        await ChangeAsync(version => version.ProcessingFailed("BROKEN", "It is “broken”."));
        var failed = await ReadAsync();
        asset = await _database.AddAssetAsync();
        await ChangeAsync(version => version.ProcessingSucceeded(image));
        var ready = await ReadAsync();

        Assert.Equal((ProcessingState.Processing, "identify", null), (working.Processing, working.ProcessingStage, working.Image));
        Assert.Equal((ProcessingState.Failed, new ProcessingProblem("identify", "BROKEN", "It is “broken”.")), (failed.Processing, Assert.Single(failed.Problems)));
        Assert.Equal((ProcessingState.Ready, 0), (ready.Processing, ready.Problems.Count));
        Assert.Equal(image with { Colors = ready.Image!.Colors }, ready.Image);
        Assert.Equal(image.Colors, ready.Image.Colors);

        async Task ChangeAsync(Action<AssetVersion> change)
        {
            await using var unit = await _database.Units.BeginAsync(Ct);
            change((await unit.Assets.FindVersionAsync(asset.CurrentVersionId, Ct))!);
            await unit.CommitAsync(Ct);
        }

        async Task<VersionDetails> ReadAsync() => Assert.Single(await _database.Assets.FindAsync(Admin, [asset.Id], Ct)).CurrentVersion;
    }

    [Fact]
    public async Task Skus_Should_ReplaceTheirLinks_When_TheyAreLinkedAgain()
    {
        var (a, b, c) = (await _database.AddAssetAsync("a"), await _database.AddAssetAsync("b"), await _database.AddAssetAsync("c"));
        await _database.AddSkuAsync("SHOE", "Shoe", (a.Id, SkuRole.Primary), (b.Id, SkuRole.Gallery), (c.Id, SkuRole.Gallery));

        await LinkAsync((c.Id, SkuRole.Primary), (a.Id, SkuRole.Gallery));
        Assert.Equal([(c.Id, SkuRole.Primary), (a.Id, SkuRole.Gallery)], await LinksAsync());

        await LinkAsync((a.Id, SkuRole.Gallery), (c.Id, SkuRole.Primary), (b.Id, SkuRole.Swatch), (b.Id, SkuRole.Other));
        Assert.Equal([(a.Id, SkuRole.Gallery), (c.Id, SkuRole.Primary), (b.Id, SkuRole.Swatch), (b.Id, SkuRole.Other)], await LinksAsync());

        await LinkAsync();
        Assert.Empty(await LinksAsync());

        async Task LinkAsync(params (Guid, SkuRole)[] links)
        {
            await using var unit = await _database.Units.BeginAsync(Ct);
            Assert.Single(await unit.Skus.FindAsync(["SHOE"], Ct)).Link(links);
            await unit.CommitAsync(Ct);
        }

        async Task<IEnumerable<(Guid, SkuRole)>> LinksAsync()
        {
            await using var unit = await _database.Units.BeginAsync(Ct);
            var sku = Assert.Single(await unit.Skus.FindAsync(["SHOE", "shoe"], Ct));
            Assert.Equal(Enumerable.Range(0, sku.Links.Count), sku.Links.Select(link => link.Position).Order());
            return sku.Links.OrderBy(link => link.Position).Select(link => (link.AssetId, link.Role));
        }
    }

    [Fact]
    public async Task Skus_Should_FindAssetsByTheirKeys_When_VeryManyAreNamed()
    {
        var asset = await _database.AddAssetAsync(content: TestDatabase.Content("a.jpg"));
        var other = await _database.AddAssetAsync(content: TestDatabase.Content("b.jpg"));
        var upper = await _database.AddAssetAsync(content: TestDatabase.Content("A.JPG"));
        Guid[] unknown = [.. Enumerable.Range(0, 50_000).Select(_ => Guid.CreateVersion7())];
        await using var unit = await _database.Units.BeginAsync(Ct);

        Assert.Equal([asset.Id], await unit.Skus.FindAssetsAsync([.. unknown, asset.Id], Ct));
        var found = await unit.Skus.FindAssetsAsync([TestDatabase.Digest("b.jpg")], [.. unknown.Select(id => id.ToString()), "a.jpg"], Ct);

        Assert.Equal(
            [(TestDatabase.Digest("a.jpg"), "a.jpg", asset.Id), (TestDatabase.Digest("b.jpg"), "b.jpg", other.Id)],
            found.OrderBy(match => match.Filename, StringComparer.Ordinal));
        Assert.DoesNotContain(upper.Id, found.Select(match => match.AssetId));
    }

    [Fact]
    public async Task Uploads_Should_BeFoundAndChanged_When_TheyWereAdded()
    {
        var upload = new Upload("a.jpg", 10, "image/jpeg", digest: null, "tests", TestDatabase.Start, TestDatabase.Start.AddHours(1));
        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            unit.Uploads.Add(upload);
            await unit.CommitAsync(Ct);
        }

        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            (await unit.Uploads.FindAsync(upload.Id, Ct))!.Received(TestDatabase.Digest("a"), "default", "image/png", TestDatabase.Start.AddMinutes(1));
            await unit.CommitAsync(Ct);
        }

        await using (var unit = await _database.Units.BeginAsync(Ct))
        {
            var found = (await unit.Uploads.FindAsync(upload.Id, Ct))!;
            Assert.Equal(("a.jpg", 10L, "image/jpeg", null), (found.Filename, found.DeclaredSize, found.DeclaredMediaType, found.DeclaredDigest));
            Assert.Equal((TestDatabase.Digest("a"), "image/png", 1), (found.Digest, found.MediaType, found.Revision));
            Assert.Equal((TestDatabase.Start.AddHours(1), TestDatabase.Start.AddMinutes(1)), (found.ExpiresAt, found.ReceivedAt));
            Assert.Null(await unit.Uploads.FindAsync(Guid.CreateVersion7(), Ct));
        }
    }

    [Fact]
    public async Task UploadReader_Should_TellOfAnUpload_When_AUnitOfWorkHoldsIt()
    {
        var uploads = _database.Get<IUploadReader>();
        var upload = new Upload("a.jpg", 10, "image/jpeg", TestDatabase.Digest("a"), "tests", TestDatabase.Start, TestDatabase.Start.AddHours(1)) { TusMetadata = "filename YQ==" };
        await using (var adding = await _database.Units.BeginAsync(Ct))
        {
            adding.Uploads.Add(upload);
            await adding.CommitAsync(Ct);
        }

        var reserved = (await uploads.FindAsync(upload.Id, Ct))!;
        var asset = await _database.AddAssetAsync("of it");
        await using var unit = await _database.Units.BeginAsync(Ct);
        var held = (await unit.Uploads.FindAsync(upload.Id, Ct))!;
        held.Received(TestDatabase.Digest("a"), "default", "image/png", TestDatabase.Start.AddMinutes(1));
        held.BecameAsset(asset.Id);
        await ((UnitOfWork)unit).Context.SaveChangesAsync(Ct);
        var meanwhile = (await uploads.FindAsync(upload.Id, Ct))!;
        await unit.CommitAsync(Ct);
        var received = (await uploads.FindAsync(upload.Id, Ct))!;

        Assert.Equivalent(upload, reserved, strict: true);
        Assert.Equivalent(upload, meanwhile, strict: true);
        Assert.Equivalent(held, received, strict: true);
        Assert.Null(await uploads.FindAsync(Guid.CreateVersion7(), Ct));
    }

    private static async Task RetryAsync(Func<Task> change)
    {
        while (true)
        {
            try
            {
                await change();
                return;
            }
            catch (ConcurrentChangeException)
            {
                // Again, from the start.
            }
        }
    }
}
