using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Audit;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>What a node hears of another on every provider, and what becomes of the work of one that dies.</summary>
public abstract class NodesContract(string provider) : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private TestDatabase _here = null!;
    private TestDatabase _there = null!;

    protected string? ConnectionString => _here.ConnectionString;

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _here = await TestDatabase.OpenAsync(provider);
        _there = await _here.AddNodeAsync();
        await _here.Get<NodeWatch>().StartAsync(Ct);
        await _there.Get<NodeWatch>().StartAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _there.Get<NodeWatch>().StopAsync(CancellationToken.None);
        await _here.Get<NodeWatch>().StopAsync(CancellationToken.None);
        await _here.Get<Sequencer>().StopAsync(CancellationToken.None);
        await _there.DisposeAsync();
        await _here.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task FollowAsync_Should_HearOfIt_When_AnotherNodeHasNumberedIt()
    {
        await using var feed = _here.Get<IChangeFeed>().FollowAsync(after: 0, scope: null, Ct).GetAsyncEnumerator(Ct);
        for (var round = 1; round <= 3; round++)
        {
            var next = feed.MoveNextAsync().AsTask();
            await ChangeThereAsync();
            await _there.Get<Sequencer>().RunOnceAsync(Ct);

            Assert.True(await next.WaitAsync(Patience, Ct));
            Assert.Equal(round, feed.Current.Sequence);
        }
    }

    [Fact]
    public async Task Sequencer_Should_NumberThem_When_TheNodeThatHasWrittenThemDied()
    {
        await _here.Get<Sequencer>().StartAsync(Ct);
        await using var feed = _here.Get<IChangeFeed>().FollowAsync(after: 0, scope: null, Ct).GetAsyncEnumerator(Ct);
        var next = feed.MoveNextAsync().AsTask();

        // Nobody numbers there.
        await ChangeThereAsync();

        Assert.True(await next.WaitAsync(Patience, Ct));
        Assert.Null((await _here.Get<IAuditReader>().VerifyAsync(Ct)).Problem);
    }

    [Fact]
    public async Task LookAsync_Should_WakeNobody_When_NothingIsNew()
    {
        await ChangeThereAsync();
        await _there.Get<Sequencer>().RunOnceAsync(Ct);
        await _here.Get<NodeWatch>().LookAsync(Ct);
        var signal = _here.Get<ChangeSignal>();
        var (written, sequenced) = (signal.NextWritten, signal.NextSequenced);

        await _here.Get<NodeWatch>().LookAsync(Ct);

        Assert.False(written.IsCompleted || sequenced.IsCompleted);
    }

    [Fact]
    public async Task Writes_Should_BeRefusedAndReadsGoOn_When_AnotherNodeBringsTheSchemaToANewerVersion()
    {
        var asset = await _here.AddAssetAsync();
        await ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0.0')");
        await _here.Get<NodeWatch>().LookAsync(Ct);

        var refused = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => _here.AddAssetAsync());
        Assert.StartsWith("The database is of a newer version than this node", refused.Message, StringComparison.Ordinal);
        Assert.False(refused.MayBeWritten);
        Assert.Single(await _here.Assets.FindAsync(Admin, [asset.Id], Ct));

        await ExecuteAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" = '29990101000000_Future'");
        await _here.Get<NodeWatch>().LookAsync(Ct);
        await _here.AddAssetAsync();
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var context = _there.Get<Database>().OpenContext();
        await context.Database.ExecuteSqlRawAsync(sql, Ct);
    }

    /// <summary>Whether a node's worker is woken by a job of another one.</summary>
    protected async Task<bool> IsToldOfJobsAsync()
    {
        var signal = _here.Get<JobSignal>();
        for (var wait = TimeSpan.FromMilliseconds(100); await TakesAsync(wait);)
        {
            // What was told at the start.
        }

        await _there.Units.ChangeAsync(
            unit =>
            {
                unit.Jobs.Enqueue("nothing", "");
                return Task.FromResult(true);
            },
            Ct);
        return await TakesAsync(Patience);

        async Task<bool> TakesAsync(TimeSpan atMost)
        {
            var started = TimeProvider.System.GetTimestamp();
            await signal.WaitAsync(atMost, Ct);
            return TimeProvider.System.GetElapsedTime(started) < atMost;
        }
    }

    /// <summary>On another node, which tells it when its sequencer has run.</summary>
    private async Task ChangeThereAsync()
    {
        var asset = await _there.AddAssetAsync();
        var command = new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To("somebody") }, ExpectedRevision: null);
        Assert.True((await new SetAssetRightsHandler(_there.Units, new OneMark(), _there.Time).HandleAsync(Admin, command, Ct)).Succeeded);
    }
}
