using Dam.Domain.Assets;
using Dam.Domain.Delivery;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Delivery;

/// <summary>
/// Keeps what the media route has asked for, and forgets an asset when an event names it, all when one names none: at once after a commit of this node, and when <see cref="NodeWatch"/> has looked for others'. It follows the rows of events,
/// numbered or not, so it does not depend on the sequencer. When the last look is older than that allows nothing that is kept counts, and each request asks the database.
/// </summary>
internal sealed class DeliveredAssets(Database database, IAssetReader assets, TimeProvider time) : IDeliveredAssets
{
    /// <summary>How old the news may be by which something counts as unchanged.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(800);

    /// <summary>Of assets; one takes about two kilobytes.</summary>
    private const int Most = 20_000;

    /// <summary>Events of one statement.</summary>
    private const int Portion = 500;

    private readonly RecentCache<Guid, Kept> _kept = new(Most);

    /// <summary>When the last look began, by the machine's steady counter; whatever was committed by then is known here.</summary>
    private long _asOf = long.MinValue;

    /// <summary>Every event with a number up to this one is known here; below zero before the first look.</summary>
    private long _seen = -1;

    private bool IsFresh => Interlocked.Read(ref _asOf) is var asOf and not long.MinValue && time.GetElapsedTime(asOf) < Fresh;

    public async ValueTask<DeliveredAsset?> FindAsync(Guid assetId, int epoch, CancellationToken ct)
    {
        var found = await FindAsync(assetId, ct);
        return found is null || found.Asset.Epoch >= epoch ? found : await LoadAsync(assetId, ct);
    }

    private ValueTask<DeliveredAsset?> FindAsync(Guid assetId, CancellationToken ct)
    {
        if (!IsFresh)
        {
            return new ValueTask<DeliveredAsset?>(LoadAsync(assetId, ct));
        }

        // It has its place before it is read: an event that comes meanwhile takes it from there, and what was read then is nobody's but those who waited for it.
        var kept = _kept.GetOrAdd(assetId, static _ => new Kept());
        return kept.Reading is { IsCompletedSuccessfully: true } read ? new ValueTask<DeliveredAsset?>(read) : new ValueTask<DeliveredAsset?>(ReadAsync(assetId, kept, ct));
    }

    /// <summary>What is kept of the assets that events name counts no more; nothing that is kept does where one of them may concern any.</summary>
    public void Forget(IEnumerable<EventSubject> events)
    {
        foreach (var subject in events)
        {
            if (subject.MayBeAnyAsset)
            {
                _kept.Clear();
            }
            else if (subject.AssetId is { } assetId)
            {
                _kept.Remove(assetId);
            }
        }
    }

    /// <summary>Forgets what other nodes have changed.</summary>
    /// <param name="head">Number of the newest event.</param>
    /// <param name="anyWaits">Whether there are events without a number.</param>
    /// <param name="askedAt">When these two were asked for, by the machine's steady counter.</param>
    public async Task FollowAsync(long head, bool anyWaits, long askedAt, CancellationToken ct)
    {
        var seen = Interlocked.Read(ref _seen);

        // Where nothing is kept nothing can be wrong, and what is read from here on knows of these events.
        if (seen >= 0 && !_kept.IsEmpty)
        {
            // First those without a number, and then the numbered in any case: one of the first may have been numbered meanwhile, past the head.
            if (anyWaits)
            {
                await ForgetWaitingAsync(ct);
            }

            head = anyWaits || head > seen ? await ForgetNumberedAsync(seen, ct) : seen;
        }

        Raise(ref _seen, head);
        Raise(ref _asOf, askedAt);
    }

    private async Task ForgetWaitingAsync(CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append(
            $"{NodeWatch.Comment}SELECT e.\"AssetId\", e.\"SkuId\"\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" IS NULL\nORDER BY e.\"OccurredAt\", e.\"Position\", e.\"Id\"");
        statement.Dialect.AppendLimit(statement, Portion);
        var found = await database.QueryAsync(statement, static row => SubjectOf(row, 0), ct);
        if (found.Count == Portion)
        {
            _kept.Clear();
        }

        Forget(found);
    }

    /// <summary>Gives the number of the last one.</summary>
    private async Task<long> ForgetNumberedAsync(long after, CancellationToken ct)
    {
        int found;
        do
        {
            var statement = new Statement(database.Dialect).Append(
                $"{NodeWatch.Comment}SELECT e.\"Sequence\", e.\"AssetId\", e.\"SkuId\"\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" > {after}\nORDER BY e.\"Sequence\"");
            statement.Dialect.AppendLimit(statement, Portion);
            var events = await database.QueryAsync(statement, static row => (Number: row.Number(0), Subject: SubjectOf(row, 1)), ct);
            Forget(events.Select(numbered => numbered.Subject));
            found = events.Count;
            after = found == 0 ? after : events[^1].Number;
        }
        while (found == Portion);
        return after;
    }

    private static EventSubject SubjectOf(Row row, int at) => new(row.IsNull(at) ? null : row.Id(at), row.IsNull(at + 1) ? null : row.Id(at + 1));

    private async Task<DeliveredAsset?> LoadAsync(Guid assetId, CancellationToken ct) =>
        await assets.FindForDeliveryAsync(assetId, ct) is { } asset ? new DeliveredAsset(asset, assets) : null;

    /// <summary>One reads for all who ask meanwhile; that they leave is no reason to stop.</summary>
    private async Task<DeliveredAsset?> ReadAsync(Guid assetId, Kept kept, CancellationToken ct)
    {
        var reading = kept.Read(() => LoadAsync(assetId, CancellationToken.None));
        try
        {
            return await reading.WaitAsync(ct);
        }
        catch when (reading.IsFaulted)
        {
            _kept.Remove(assetId, kept);
            throw;
        }
    }

    private static void Raise(ref long value, long to)
    {
        var before = Interlocked.Read(ref value);
        while (before < to && Interlocked.CompareExchange(ref value, to, before) is var found && found != before)
        {
            before = found;
        }
    }

    /// <summary>The place of an asset, read once by whoever comes first.</summary>
    private sealed class Kept
    {
        private readonly Lock _lock = new();
        private volatile Task<DeliveredAsset?>? _reading;

        /// <summary>Null before anybody has begun.</summary>
        public Task<DeliveredAsset?>? Reading => _reading;

        public Task<DeliveredAsset?> Read(Func<Task<DeliveredAsset?>> read)
        {
            lock (_lock)
            {
                return _reading ??= Task.Run(read);
            }
        }
    }
}
