using System.Data.Common;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Idempotency;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Transitions;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Jobs;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Blobs;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Channels;
using Dam.Infrastructure.Persistence.Delivery;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Infrastructure.Persistence.Likenesses;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Infrastructure.Persistence.Renditions;
using Dam.Infrastructure.Persistence.Rights;
using Dam.Infrastructure.Persistence.Skus;
using Dam.Infrastructure.Persistence.Transitions;
using Dam.Infrastructure.Persistence.Uploads;
using Dam.Infrastructure.Purges;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Dam.Infrastructure.Persistence;

internal sealed class UnitsOfWork(
    Database database, JobSignal jobs, ChangeSignal changes, DeliveredAssets delivered, TransitionSignal transitions, PurgeTable purges, PurgeSignal purgeSignal, TimeProvider time) : IUnitsOfWork
{
    public Task<T> RunAsync<T>(Func<IUnitOfWork, Task<T>> useCase, CancellationToken ct) => database.AttemptAsync(
        async () =>
        {
            await using var unit = await BeginAsync(ct);
            return await useCase(unit);
        },
        ct);

    public async Task<IUnitOfWork> BeginAsync(CancellationToken ct)
    {
        var turn = await database.EnterWriteAsync(ct);
        var context = database.OpenContext();
        try
        {
            // On SQLite this is BEGIN IMMEDIATE: what is read from here on is still true when it is written. On servers it is READ COMMITTED, and stores lock what they find.
            var transaction = await context.Database.BeginTransactionAsync(ct);
            return new UnitOfWork(database, context, transaction, turn, jobs, changes, delivered, transitions, purges, purgeSignal, time);
        }
        catch
        {
            await context.DisposeAsync();
            turn.Dispose();
            throw;
        }
    }
}

internal sealed class UnitOfWork(
    Database database, DamDbContext context, IDbContextTransaction transaction, IDisposable turn, JobSignal jobSignal, ChangeSignal changeSignal, DeliveredAssets delivered,
    TransitionSignal transitionSignal, PurgeTable purges, PurgeSignal purgeSignal, TimeProvider time) : IUnitOfWork
{
    private readonly JobQueue _jobs = new(database, context, time);
    private readonly EventLog _events = new(context, time);

    public DamDbContext Context => context;

    public IAssetStore Assets { get; } = new AssetStore(database, context);

    public ILikenessStore Likenesses { get; } = new LikenessStore(context);

    public IUploadStore Uploads { get; } = new UploadStore(database, context);

    public IBlobRegister Blobs { get; } = new BlobRegister(database, context, time);

    public ISkuStore Skus { get; } = new SkuStore(database, context);

    public IPresetStore Presets { get; } = new PresetStore(database, context);
    public IRightsStore Rights { get; } = new RightsStore(database, context);

    public ITransitionStore Transitions { get; } = new TransitionStore(database, context);

    public IChannelStore Channels { get; } = new ChannelStore(database, context);

    public IJobQueue Jobs => _jobs;

    public IEventLog Events => _events;

    public IAnswerStore Answers { get; } = new AnswerStore(database, context, time);

    public async Task CommitAsync(CancellationToken ct)
    {
        var planned = TransitionSignal.EarliestOf(context);
        bool isPurgeAsked;
        try
        {
            isPurgeAsked = await purges.AskAsync(context, _events.PurgeKeys, ct);
            await context.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException conflict)
        {
            throw new ConcurrentChangeException("A row that this change had read was changed meanwhile.", conflict);
        }
        catch (Exception failure) when (database.IsConflict(failure))
        {
            throw new ConcurrentChangeException("A row with the same key was written meanwhile.", failure);
        }

        try
        {
            await transaction.CommitAsync(ct);
        }
        catch (DbException failure) when (!database.WritersAreAlone && failure.SqlState is null)
        {
            // No answer of the server, or none that says what became of it.
            throw new DatabaseUnavailableException(
                "The connection to the database was lost during a commit: whether the change was written is not known.", mayBeWritten: true, failure);
        }

        delivered.Forget(_events.Subjects);
        turn.Dispose();
        if (isPurgeAsked)
        {
            purgeSignal.Asked();
        }

        if (_jobs.Count > 0)
        {
            jobSignal.Wake(_jobs.Count);
            database.Tell(new News(Jobs: true));
        }

        changeSignal.Written(_events.Count);
        transitionSignal.Planned(planned);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
            await context.DisposeAsync();
        }
        finally
        {
            turn.Dispose();
        }
    }
}
