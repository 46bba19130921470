using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
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
}
