using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Rights;

namespace Dam.Domain.Transitions;

/// <summary>
/// Tells of verdicts that time has changed: of each asset whose answer or reasons are others from an instant on, once, whatever has changed them. What a licence or a release covers, which may be very much, is told of by
/// <see cref="TellOfGrantHandler"/>.
/// </summary>
public sealed class PassTransitionsHandler(IUnitsOfWork units, TimeProvider time)
{
    /// <summary>Of one unit of work.</summary>
    public const int Portion = 500;

    /// <summary>Tells of what is due; how many assets, licences and releases were.</summary>
    public Task<int> RunAsync(CancellationToken ct) => units.ChangeAsync(
        async unit =>
        {
            var now = time.GetUtcNow();
            var grants = await unit.Transitions.TakeGrantsAsync(now, Portion, ct);
            foreach (var passed in grants)
            {
                unit.Events.GrantPassed(passed);
                unit.Jobs.Enqueue(TellOfGrantHandler.JobKind, TellOfGrantHandler.Payload(passed.Grant, passed.At, after: null));
            }

            var assets = await unit.Transitions.TakeAssetsAsync(now, Portion, ct);
            await unit.TellOfTransitionsAsync(assets, ct);
            return grants.Count + assets.Count;
        },
        ct);
}

internal static class TransitionEvents
{
    /// <summary>Tells of those whose verdict has changed: an embargo that ends before the licence begins changes nothing.</summary>
    public static async Task TellOfTransitionsAsync(this IUnitOfWork unit, IReadOnlyCollection<AssetTransition> passed, CancellationToken ct)
    {
        if (passed.Count == 0)
        {
            return;
        }

        var snapshots = await unit.Transitions.FindSnapshotsAsync([.. passed.Select(transition => transition.AssetId)], ct);
        foreach (var transition in passed)
        {
            if (snapshots.TryGetValue(transition.AssetId, out var snapshot) && DeliveryPolicy.ChangesAt(snapshot, transition.At))
            {
                unit.Events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", Caller.System.Subject, transition.AssetId, Details: new { transition.At }));
            }
        }
    }
}
