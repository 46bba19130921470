using System.Data.Common;
using Dam.Domain.Access;
using Dam.Domain.Audit;
using Dam.Domain.Changes;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Tests.Contracts;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace Dam.Tests.Infrastructure.PostgreSql;

/// <summary>A leader that is cut off in the middle of its work, and comes back.</summary>
public sealed class SequencerTests
{
    private const int Events = 7;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sequencer_Should_GoOnElsewhere_When_TheLeaderStandsStillOrIsCutOff(bool isCut)
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        using var gate = new Gate();

        // It is on the server's list by its name, and must not stand still for long.
        var connectionString = $"{database.ConnectionString};Application Name=leader;Options=-c idle_in_transaction_session_timeout={(isCut ? "1h" : "500ms")}";
        await using var leader = TestDatabase.Intercepted("PostgreSql", connectionString, gate);
        var asset = await database.AddAssetAsync();
        for (var i = 0; i < Events; i++)
        {
            var command = new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To($"{i}") }, ExpectedRevision: null);
            Assert.True((await new SetAssetRightsHandler(database.Units, new OneMark(), database.Time).HandleAsync(Caller.Administrator("tests"), command, Ct)).Succeeded);
        }

        // The numbers are written, and the leader is about to commit.
        var ofLeader = leader.Get<Sequencer>().RunOnceAsync(Ct);
        await gate.Reached.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        var ofOther = database.Get<Sequencer>().RunOnceAsync(Ct);
        if (isCut)
        {
            await Assert.ThrowsAsync<TimeoutException>(() => ofOther.WaitAsync(TimeSpan.FromMilliseconds(200), Ct));
            await (await PostgreSqlServer.SharedAsync()).ExecuteAsync(
                $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'leader' AND datname = '{new NpgsqlConnectionStringBuilder(connectionString).Database}'");
        }

        Assert.Equal(Events, await ofOther.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        gate.Open();

        // Its commit failed, and when it looked again there was nothing left to do.
        Assert.Equal(0, await ofLeader.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        Assert.Equal(Events, await database.Get<IChangeReader>().HeadAsync(Ct));
        Assert.Null((await database.Get<IAuditReader>().VerifyAsync(Ct)).Problem);
    }

    /// <summary>Holds the first commit.</summary>
    private sealed class Gate : DbTransactionInterceptor, IDisposable
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public void Open() => _open.TrySetResult();

        public void Dispose() => Open();

        public override async ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
        {
            if (_reached.TrySetResult())
            {
                await _open.Task.WaitAsync(cancellationToken);
            }

            return result;
        }
    }
}
