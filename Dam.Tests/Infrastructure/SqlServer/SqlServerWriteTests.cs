using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Idempotency;
using Dam.Domain.Jobs;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Blobs;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Likenesses;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Infrastructure.Persistence.Renditions;
using Dam.Infrastructure.Persistence.Skus;
using Dam.Infrastructure.Persistence.Uploads;
using Dam.Infrastructure.Purges;
using Dam.Tests.Contracts;
using Dam.Tests.Snapshots;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.SqlServer;

/// <summary>What units of work would ask of SQL Server, with the types of the parameters, under review as text.</summary>
public sealed class SqlServerWriteTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public Task Finds() => MatchAsync(async (database, context) =>
    {
        await new AssetStore(database, context).FindAsync(Guid.CreateVersion7(), evenDeleted: false, Ct);
        await new AssetStore(database, context).FindForDescriptionAsync([Guid.CreateVersion7()], Ct);
        await new AssetStore(database, context).FindVersionAsync(Guid.CreateVersion7(), Ct);
        await new AssetStore(database, context).FindByDigestAsync([TestDatabase.Digest("x"), TestDatabase.Digest("y")], Ct);
        await new UploadStore(database, context).FindAsync(Guid.CreateVersion7(), Ct);
        await new UploadStore(database, context).FindAsync([Guid.CreateVersion7()], Ct);
        await AskAsync(new AssetStore(database, context).FindDeletedAsync(TestDatabase.Start, 10, Ct));
        await AskAsync(new UploadStore(database, context).FindExpiredAsync(TestDatabase.Start, unused: true, 10, Ct));
        await AskAsync(new UploadStore(database, context).FindExpiredAsync(TestDatabase.Start, unused: false, 10, Ct));
        await AskAsync(new BlobRegister(database, context, TimeProvider.System).FindAsync(new BlobName("default", TestDatabase.Digest("x")), Ct));
        await new BlobRegister(database, context, TimeProvider.System).IsNamedAsync(new BlobName("default", TestDatabase.Digest("x")), Ct);
        await new SkuStore(database, context).FindAsync(["A"], Ct);
        await new SkuStore(database, context).FindAssetsAsync([Guid.CreateVersion7()], Ct);
        await new SkuStore(database, context).FindAssetsAsync([TestDatabase.Digest("x")], ["x"], Ct);
        await new LikenessStore(context).SetAsync(Asset.Create("Title", AssetRights.None, TestDatabase.Content(), TestDatabase.Start).CurrentVersion, likeness: null, Ct);
        await new AnswerStore(database, context, TimeProvider.System).FindAsync("subject", "key", Ct);
        await new PresetStore(database, context).FindAsync("card", Ct);
        await new PresetStore(database, context).CountAsync(Ct);
        await AskAsync(new PresetStore(database, context).AnyEagerAsync(Ct));
    });

    [Fact]
    public Task Adds() => MatchAsync(async (database, context) =>
    {
        var asset = Asset.Create("Title", AssetRights.None, TestDatabase.Content(), TestDatabase.Start);
        new AssetStore(database, context).Add(asset);
        new JobQueue(database, context, TimeProvider.System).Enqueue("kind", "payload", new JobTerms { AssetId = asset.Id });
        context.Likenesses.Add(new LikenessRow(asset.CurrentVersionId, asset.Id, LikenessReaderContract.Some(1)));
        var sku = new Sku("A", "Name", TestDatabase.Start);
        sku.Link([(asset.Id, SkuRole.Primary), (asset.Id, SkuRole.Detail)]);
        new SkuStore(database, context).Add(sku);
        new AnswerStore(database, context, TimeProvider.System).Keep(new KeyedRequest("subject", "key", "command", TestDatabase.Digest("x")), "{}");
        await SaveAsync(context);
    });

    [Fact]
    public Task Changes() => MatchAsync(async (_, context) =>
    {
        var asset = Asset.Create("Title", AssetRights.None, TestDatabase.Content(), TestDatabase.Start);
        context.Attach(asset);
        asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, "Note", TestDatabase.Start.AddSeconds(1));
        await SaveAsync(context);
    });

    [Fact]
    public async Task Jobs()
    {
        var server = new NoServer();
        await using var database = TestDatabase.Intercepted("SqlServer", NoServer.ConnectionString, server);
        var table = database.Get<JobTable>();
        await table.DueAsync(["kind", "other"], Ct);
        await table.ClaimAsync("kind", TimeSpan.FromMinutes(1));
        var run = new JobRun(Guid.CreateVersion7(), Guid.CreateVersion7(), "kind", "payload", attempt: 1);
        await table.RenewAsync(run, TimeSpan.FromMinutes(1), Ct);
        await table.CompleteAsync(run, Ct);
        await table.RetryAsync(run, TimeSpan.FromSeconds(1), "reason", Ct);
        await table.ReturnAsync(run, Ct);
        await table.BuryAsync(run, "reason", Ct);
        await using var context = database.Get<Database>().OpenContext();
        var queue = new JobQueue(database.Get<Database>(), context, TimeProvider.System);
        await queue.FindAsync(Guid.CreateVersion7(), Ct);
        await queue.EnqueueOnceAsync("key", "kind", "payload", terms: null, Ct);

        Snapshot.Match(server.Commands);
    }

    [Fact]
    public async Task Purges()
    {
        var server = new NoServer();
        await using var database = TestDatabase.Intercepted("SqlServer", NoServer.ConnectionString, server);
        using var client = new PurgeClient(TimeSpan.FromSeconds(1));
        var purger = new VarnishPurger(new Uri("http://127.0.0.1:1"), "secret", client);
        var table = new PurgeTable(database.Get<Database>(), [purger], TimeProvider.System);
        await using var context = database.Get<Database>().OpenContext();
        await table.AskAsync(context, ["a", "b"], Ct);
        await table.NextAsync(purger.Target, Ct);
        await table.RemoveAsync(TestDatabase.Start, Ct);

        Snapshot.Match(server.Commands);
    }

    private static async Task MatchAsync(Func<Database, DamDbContext, Task> work, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        var server = new NoServer();
        await using var database = TestDatabase.Intercepted("SqlServer", NoServer.ConnectionString, server);
        await using var context = database.Get<Database>().OpenContext();
        context.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
        await work(database.Get<Database>(), context);

        Snapshot.Match(server.Commands, method: method);
    }

    /// <summary>Whole rows are asked for, and nobody answers with their columns.</summary>
    private static async Task AskAsync(Task question) => Assert.IsType<InvalidOperationException>(await Record.ExceptionAsync(() => question));

    /// <summary>Nobody says how many rows were written.</summary>
    private static async Task SaveAsync(DamDbContext context)
    {
        try
        {
            await context.SaveChangesAsync(Ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            // As above.
        }
    }
}
