using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Contracts;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.Sqlite;

/// <summary>Several nodes on one folder: what one of them is to the others is decided by locks on files, which do not know whether they are in one process.</summary>
public sealed class SqliteNodesTests : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private readonly List<TestDatabase> _nodes = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _nodes.Add(await TestDatabase.OpenAsync("Sqlite"));

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    [Fact]
    public async Task PrepareAsync_Should_MigrateOnce_When_SeveralNodesStartOnAnEmptyFolder()
    {
        var folder = Directory.CreateTempSubdirectory("dam-test-").FullName;
        var nodes = Enumerable.Range(0, 4).Select(_ => TestDatabase.Unprepared("Sqlite", folder)).ToList();
        _nodes.AddRange(nodes);

        await Task.WhenAll(nodes.Select(node => Task.Run(node.PrepareAsync, Ct)));

        var asset = await nodes[0].AddAssetAsync();
        Assert.Single(await nodes[3].Assets.FindAsync(Admin, [asset.Id], Ct));
        await using var context = nodes[0].Get<Database>().OpenContext();
        Assert.Equal(context.Database.GetMigrations(), await context.Database.GetAppliedMigrationsAsync(Ct));
    }

    [Fact]
    public async Task Changes_Should_AllBeThere_When_SeveralNodesWriteAtTheSameRow()
    {
        const int Each = 25;
        var changes = 0;
        var asset = await _nodes[0].AddAssetAsync();
        await AddNodeAsync();
        await AddNodeAsync();

        await Task.WhenAll(_nodes.SelectMany(node => Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < Each; i++)
                {
                    await ChangeAsync(node, asset.Id, $"{Interlocked.Increment(ref changes)}");
                }
            },
            Ct))));

        Assert.Equal(1 + (_nodes.Count * 4 * Each), Assert.Single(await _nodes[0].Assets.FindAsync(Admin, [asset.Id], Ct)).Revision);
    }

    [Fact]
    public async Task EnterWriteAsync_Should_LetANodeInSoon_When_AnotherHasManyWriters()
    {
        const int Times = 20;
        var (crowd, single) = (_nodes[0].Get<Database>(), (await AddNodeAsync()).Get<Database>());
        var turnsOfCrowd = 0;
        using var end = new CancellationTokenSource();
        var others = Enumerable.Range(0, 8).Select(_ => Task.Run(
            async () =>
            {
                while (!end.IsCancellationRequested)
                {
                    using var turn = await crowd.EnterWriteAsync(Ct);
                    turnsOfCrowd++;
                    await Task.Delay(2, Ct);
                }
            },
            Ct)).ToList();
        await UntilAsync(() => Volatile.Read(ref turnsOfCrowd) > 0);

        var waited = 0;
        for (var i = 0; i < Times; i++)
        {
            var before = Volatile.Read(ref turnsOfCrowd);
            using var turn = await single.EnterWriteAsync(Ct);
            waited += turnsOfCrowd - before;
            await Task.Delay(2, Ct);
        }

        await end.CancelAsync();
        await Task.WhenAll(others);

        // While its own queue up the crowd stays ten milliseconds, some three or four turns. The rest is for a machine that has other things to do.
        Assert.InRange(waited, 1, 20 * Times);
    }

    [Fact]
    public async Task EnterWriteAsync_Should_LetTheNextIn_When_ANodeEndsInItsTurn()
    {
        var other = await AddNodeAsync();
        await _nodes[0].Get<Database>().EnterWriteAsync(Ct);
        var waiting = other.Get<Database>().EnterWriteAsync(Ct).AsTask();
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(50), Ct));

        // The kernel closes a dead process's files as this does.
        await _nodes[0].DisposeAsync();

        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), Ct)).Dispose();
    }

    [Fact]
    public async Task EnterWriteAsync_Should_GiveTheTurnBack_When_AWaiterGivesUp()
    {
        var other = (await AddNodeAsync()).Get<Database>();
        using (await _nodes[0].Get<Database>().EnterWriteAsync(Ct))
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other.EnterWriteAsync(patience.Token).AsTask());
        }

        (await other.EnterWriteAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct)).Dispose();
        (await _nodes[0].Get<Database>().EnterWriteAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(20), Ct)).Dispose();
    }

    [Fact]
    public async Task PrepareAsync_Should_LeaveTheJobsOfOthers_When_AnotherNodeIsAtThem()
    {
        await using (var unit = await _nodes[0].Units.BeginAsync(Ct))
        {
            unit.Jobs.Enqueue("count", "x");
            await unit.CommitAsync(Ct);
        }

        var job = await _nodes[0].Get<JobTable>().ClaimAsync("count", TimeSpan.FromMinutes(1));
        var other = await AddNodeAsync();

        Assert.Null(await other.Get<JobTable>().ClaimAsync("count", TimeSpan.FromMinutes(1)));
        Assert.True(await _nodes[0].Get<JobTable>().CompleteAsync(job!, Ct));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Delay(1, Ct);
        }
    }

    private static async Task ChangeAsync(TestDatabase node, Guid asset, string credit)
    {
        var command = new SetAssetRights(asset, new RightsPatch { Credit = Change<string>.To(credit) }, ExpectedRevision: null);
        Assert.True((await new SetAssetRightsHandler(node.Units, new OneMark(), node.Time).HandleAsync(Admin, command, Ct)).Succeeded);
    }

    private async Task<TestDatabase> AddNodeAsync()
    {
        var node = await _nodes[0].AddNodeAsync();
        _nodes.Add(node);
        return node;
    }
}
