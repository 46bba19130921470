using Dam.Domain.Access;
using Dam.Domain.Jobs;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Dam.Tests.Contracts;

/// <summary>What every provider's health tells of the database and of what waits in it.</summary>
public abstract class HealthContract(string provider) : IAsyncLifetime
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IJobReader Jobs => _database.Get<IJobReader>();

    private Backlogs Backlogs => _database.Get<Backlogs>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData(30, HealthStatus.Healthy, null)]
    [InlineData(31, HealthStatus.Degraded, "An event has waited for 31 seconds; more than 30 are too many.")]
    public async Task Sequencer_Should_BeDegraded_When_AnEventWaitsTooLongForItsNumber(int seconds, HealthStatus status, string? problem)
    {
        await HappenAsync();
        _database.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal((status, problem), await CheckAsync("sequencer"));
        Assert.Equal(TestDatabase.Start, await Backlogs.OldestEventAsync(Ct));

        await _database.Get<Sequencer>().RunOnceAsync(Ct);
        Assert.Null(await Backlogs.OldestEventAsync(Ct));
    }

    [Theory]
    [InlineData(600, HealthStatus.Healthy, null)]
    [InlineData(601, HealthStatus.Degraded, "A job that is due has waited for 601 seconds; more than 600 are too many.")]
    public async Task Jobs_Should_BeDegraded_When_ADueOneWaitsTooLong(int seconds, HealthStatus status, string? problem)
    {
        await EnqueueAsync();
        _database.Time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal((status, problem), await CheckAsync("jobs"));
        Assert.Equal(TestDatabase.Start, (await Jobs.BacklogAsync(Ct)).DueSince);
    }

    [Fact]
    public async Task BacklogAsync_Should_LeaveOut_When_AJobIsLeasedOrFailed()
    {
        await EnqueueAsync();
        var job = await _database.Get<JobTable>().ClaimAsync("count", TimeSpan.FromMinutes(1));
        Assert.Null((await Jobs.BacklogAsync(Ct)).DueSince);

        await _database.Get<JobTable>().BuryAsync(job!, "poisoned", Ct);
        _database.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null((await Jobs.BacklogAsync(Ct)).DueSince);
    }

    [Fact]
    public async Task Database_Should_BeDegraded_When_ItsSchemaIsNewer()
    {
        await using (var context = _database.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_FarAhead', '99.0.0')", Ct);
        }

        Assert.Equal((HealthStatus.Degraded, "The database's schema has 1 migrations that this version does not know, so this node changes nothing. Upgrade it."), await CheckAsync("database"));
    }

    private async Task<(HealthStatus Status, string? Problem)> CheckAsync(string part)
    {
        var report = await _database.Get<HealthCheckService>().CheckHealthAsync(registration => registration.Name == part, Ct);
        return (report.Entries[part].Status, report.Entries[part].Description);
    }

    private async Task HappenAsync()
    {
        var asset = await _database.AddAssetAsync();
        var rights = new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To("somebody") }, ExpectedRevision: null);
        Assert.True((await new SetAssetRightsHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Caller.System, rights, Ct)).Succeeded);
    }

    private async Task EnqueueAsync()
    {
        await using var unit = await _database.Units.BeginAsync(Ct);
        unit.Jobs.Enqueue("count", "1");
        await unit.CommitAsync(Ct);
    }
}
