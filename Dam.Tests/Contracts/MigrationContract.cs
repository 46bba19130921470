using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dam.Tests.Contracts;

/// <summary>What migrations do to rows that are there already.</summary>
public abstract class MigrationContract(string provider)
{
    [Fact]
    public async Task StatusOfAssets_Should_TakeItFromTheCurrentVersion_When_AssetsAreThere()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OpenAsync(provider);
        var approved = await database.AddAssetAsync("Approved", published: true);
        var draft = await database.AddAssetAsync("Draft");
        await using (var context = database.Get<Database>().OpenContext())
        {
            await context.GetService<IMigrator>().MigrateAsync("IdempotentAnswers", ct);
            await context.Database.MigrateAsync(ct);
        }

        Assert.Equal([approved.Id], await FindAsync(AssetStatus.Approved));
        Assert.Equal([draft.Id], await FindAsync(AssetStatus.Draft));

        async Task<IEnumerable<Guid>> FindAsync(AssetStatus status)
        {
            var query = new AssetQuery(new AssetFilter { Statuses = [status] }, [], new PageRequest(10, null, null, null));
            var page = (await database.Assets.PageAsync(Caller.System, query, ct)).Value!;
            return page.Items.Select(item => item.Item.Id);
        }
    }

    [Fact]
    public async Task Transitions_Should_PlanWhatIsToCome_When_RightsAreThere()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OpenAsync(provider);
        var (past, soon, late) = (new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2200, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2300, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (DateTimeOffset? Start, DateTimeOffset? End, DateTimeOffset? Next)[] dates =
            [(null, null, null), (past, null, null), (null, past, null), (past, late, late), (soon, late, soon), (soon, null, soon), (null, soon, soon)];
        var expected = new Dictionary<Guid, DateTimeOffset?>();
        await using (var context = database.Get<Database>().OpenContext())
        {
            foreach (var (start, end, next) in dates)
            {
                expected.Add((await database.AddAssetAsync(rights: new AssetRights { EmbargoUntil = start, ExpiresAt = end })).Id, next);
                var license = new License(new NewLicense("L") { StartsAt = start, ExpiresAt = end }, TestDatabase.Start);
                var release = new Release(new NewRelease(ReleaseKind.Model, "R") { StartsAt = start, ExpiresAt = end }, TestDatabase.Start);
                context.AddRange(license, release);
                expected.Add(license.Id, next);
                expected.Add(release.Id, next);
            }

            await context.SaveChangesAsync(ct);
            await context.GetService<IMigrator>().MigrateAsync("Threats", ct);
            await context.Database.MigrateAsync(ct);
        }

        await using var after = database.Get<Database>().OpenContext();
        var found = (await after.Assets.Select(asset => new { asset.Id, asset.RightsChangeAt }).ToListAsync(ct))
            .Concat(await after.Licenses.Select(license => new { license.Id, license.RightsChangeAt }).ToListAsync(ct))
            .Concat(await after.Releases.Select(release => new { release.Id, release.RightsChangeAt }).ToListAsync(ct));
        Assert.Equal(expected.OrderBy(row => row.Key), found.ToDictionary(row => row.Id, row => row.RightsChangeAt).OrderBy(row => row.Key));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FillInLikenesses_Should_EnqueueOneJob_When_NothingIsKeptOfAPicture(bool isKept)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var database = await TestDatabase.OpenAsync(provider);
        var picture = await database.AddAssetAsync(image: new VersionImage(1, 1, HasAlpha: false, 1, [new(0, 0, 0)], "aa", new(0, 0, 0), null, null));
        await database.AddAssetAsync("No picture", published: true);
        if (isKept)
        {
            await database.Units.ChangeAsync(
                async unit =>
                {
                    await unit.Likenesses.SetAsync(picture.CurrentVersion, LikenessReaderContract.Some(1), ct);
                    return true;
                },
                ct);
        }

        await using var context = database.Get<Database>().OpenContext();
        for (var time = 0; time < 2; time++)
        {
            await context.GetService<IMigrator>().MigrateAsync("Specifications", ct);
            await context.Database.MigrateAsync(ct);
        }

        var jobs = await context.Jobs.AsNoTracking().ToListAsync(ct);
        Assert.Equal(isKept ? 0 : 1, jobs.Count);
        Assert.All(jobs, job =>
        {
            Assert.Equal((FillInLikenessesHandler.JobKind, "", JobPriority.Bulk, 0, JobState.Waiting), (job.Kind, job.Payload, job.Priority, job.Attempts, job.StateAt(job.RunAfter)));
            Assert.InRange(TimeProvider.System.GetUtcNow() - job.RunAfter, TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(10));
        });
    }
}
