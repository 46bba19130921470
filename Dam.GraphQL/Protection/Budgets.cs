using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Dam.GraphQL.Protection;

/// <summary>The budgets of all callers, each a bucket that fills with time. They live in this process's memory only.</summary>
/// <param name="capacity">Callers that are remembered; beyond it those go who have most of their budget, since they lose least by it.</param>
/// <param name="time">The clock.</param>
internal sealed class Budgets(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public int Count => _buckets.Count;

    /// <summary>Takes an amount if there is enough; when there is not, nothing is taken.</summary>
    public bool TryTake(CallerBudget budget, double amount, out ThrottleStatus status)
    {
        if (!_buckets.TryGetValue(budget.Caller, out var bucket))
        {
            bucket = _buckets.GetOrAdd(budget.Caller, _ => new Bucket(budget.Maximum, time.GetTimestamp()));
            if (_buckets.Count > capacity)
            {
                MakeRoom();
            }
        }

        return bucket.TryTake(budget, amount, time, out status);
    }

    /// <summary>Gives back what was taken too much; a negative amount takes more, even into debt.</summary>
    public ThrottleStatus Settle(CallerBudget budget, double amount)
        => _buckets.TryGetValue(budget.Caller, out var bucket) ? bucket.Settle(budget, amount, time) : new ThrottleStatus(budget.Maximum, budget.Maximum, budget.RestoreRate);

    private void MakeRoom()
    {
        lock (_gate)
        {
            var surplus = _buckets.Count - (capacity / 2);
            if (_buckets.Count <= capacity)
            {
                return;
            }

            foreach (var (caller, _) in _buckets.ToArray().OrderByDescending(pair => pair.Value.Filled(time)).Take(surplus))
            {
                _buckets.TryRemove(caller, out _);
            }
        }
    }

    private sealed class Bucket(double available, long at)
    {
        private readonly Lock _gate = new();
        private double _available = available;
        private long _at = at;
        private double _maximum = available;
        private double _restoreRate;

        /// <summary>The part of the budget that is there.</summary>
        public double Filled(TimeProvider time)
        {
            lock (_gate)
            {
                return Math.Min(_maximum, _available + (time.GetElapsedTime(_at).TotalSeconds * _restoreRate)) / _maximum;
            }
        }

        public bool TryTake(CallerBudget budget, double amount, TimeProvider time, out ThrottleStatus status)
        {
            lock (_gate)
            {
                Restore(budget, time);
                var isEnough = amount <= _available;
                if (isEnough)
                {
                    _available -= amount;
                }

                status = Status(budget);
                return isEnough;
            }
        }

        public ThrottleStatus Settle(CallerBudget budget, double amount, TimeProvider time)
        {
            lock (_gate)
            {
                Restore(budget, time);
                _available = Math.Min(budget.Maximum, _available + amount);
                return Status(budget);
            }
        }

        private void Restore(CallerBudget budget, TimeProvider time)
        {
            var now = time.GetTimestamp();
            _available = Math.Min(budget.Maximum, _available + (time.GetElapsedTime(_at, now).TotalSeconds * budget.RestoreRate));
            (_at, _maximum, _restoreRate) = (now, budget.Maximum, budget.RestoreRate);
        }

        private ThrottleStatus Status(CallerBudget budget) => new(budget.Maximum, _available, budget.RestoreRate);
    }
}

/// <summary>How much a caller has left.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ThrottleStatus(double Maximum, double Available, double RestoreRate)
{
    /// <summary>How long it takes until an amount is there; null when that never happens.</summary>
    public TimeSpan? WaitFor(double amount)
        => amount <= Maximum && RestoreRate > 0 ? TimeSpan.FromSeconds(Math.Min((amount - Available) / RestoreRate, TimeSpan.FromDays(1).TotalSeconds)) : null;
}
