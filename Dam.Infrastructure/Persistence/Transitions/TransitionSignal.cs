using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Dam.Infrastructure.Persistence.Transitions;

/// <summary>Wakes this node's <see cref="TransitionClock"/> when something is planned for earlier than what it waits for, here or elsewhere.</summary>
internal sealed class TransitionSignal
{
    private volatile TaskCompletionSource _earlier = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _awaited = long.MaxValue;

    /// <summary>Completes when something is planned. Take it before you look, then nothing is missed in between.</summary>
    public Task Begin()
    {
        var earlier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _earlier = earlier;
        Interlocked.Exchange(ref _awaited, long.MaxValue);
        return earlier.Task;
    }

    /// <summary>What is planned for this instant or later is known.</summary>
    public void Await(DateTimeOffset at) => Interlocked.Exchange(ref _awaited, at.UtcTicks);

    public void Planned(DateTimeOffset? at)
    {
        if (at is { } instant && instant.UtcTicks < Interlocked.Read(ref _awaited))
        {
            _earlier.TrySetResult();
        }
    }

    /// <summary>The earliest instant that a unit of work is about to plan; null for none.</summary>
    public static DateTimeOffset? EarliestOf(DamDbContext context)
    {
        DateTimeOffset? earliest = null;
        foreach (var entry in context.ChangeTracker.Entries())
        {
            var at = entry.Entity switch
            {
                Asset asset when IsPlanned(entry) => asset.RightsChangeAt,
                License license when IsPlanned(entry) => license.RightsChangeAt,
                Release release when IsPlanned(entry) => release.RightsChangeAt,
                _ => null,
            };
            earliest = earliest is null || at < earliest ? at : earliest;
        }

        return earliest;
    }

    private static bool IsPlanned(EntityEntry entry) =>
        entry.State == EntityState.Added || (entry.State == EntityState.Modified && entry.Property(nameof(Asset.RightsChangeAt)).IsModified);
}
