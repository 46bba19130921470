using System.Globalization;
using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Jobs;
using Dam.Domain.Transitions;

namespace Dam.Domain.Rights;

/// <summary>
/// Tells the feed of each asset whose verdict has changed with a licence or a release, some hundred at a time. Each portion, the end of its job and the job of the next one are
/// written together, so that each asset is told of once.
/// </summary>
public sealed class TellOfGrantHandler(IUnitsOfWork units) : IJobHandler
{
    public const string JobKind = "tell-of-grant";

    private const int Portion = 500;

    private const char AtMark = '@';

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var (grant, at, after) = Parse(run.Payload);
        await units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, ct);
                var covered = at is { } instant ? await TellOfInstantAsync(unit, grant, instant, after, ct) : await TellOfEndAsync(unit, grant, after, ct);
                if (covered.Count == Portion)
                {
                    unit.Jobs.Enqueue(JobKind, Payload(grant, at, covered[^1]));
                }

                return covered.Count;
            },
            ct);
    }

    private static async Task<IReadOnlyList<Guid>> TellOfEndAsync(IUnitOfWork unit, GrantId grant, Guid? after, CancellationToken ct)
    {
        var covered = await unit.Rights.FindCoveredAsync(grant, after, Portion, ct);
        foreach (var assetId in covered)
        {
            unit.Events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", Caller.System.Subject, assetId));
        }

        return covered;
    }

    private static async Task<IReadOnlyList<Guid>> TellOfInstantAsync(IUnitOfWork unit, GrantId grant, DateTimeOffset at, Guid? after, CancellationToken ct)
    {
        var covered = await unit.Transitions.FindCoveredAsync(grant, at, after, Portion, ct);
        await unit.TellOfTransitionsAsync([.. covered.Select(assetId => new AssetTransition(assetId, at))], ct);
        return covered;
    }

    /// <summary>The verdicts hold without being told of; the job is kept for a person to see.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    /// <param name="at">When it began or ended by itself; null when it was revoked.</param>
    /// <param name="after">Id of the last asset that was told of; null before the first.</param>
    internal static string Payload(GrantId grant, DateTimeOffset? at, Guid? after) =>
        string.Join(' ', ((string?[])[grant.IsLicense ? "license" : "release", $"{grant.Value:N}", at is { } instant ? $"{AtMark}{instant.UtcTicks}" : null, after?.ToString("N")]).OfType<string>());

    private static (GrantId Grant, DateTimeOffset? At, Guid? After) Parse(string payload)
    {
        var parts = payload.Split(' ');
        DateTimeOffset? at = parts.Length > 2 && parts[2][0] == AtMark ? new DateTimeOffset(long.Parse(parts[2].AsSpan(1), CultureInfo.InvariantCulture), TimeSpan.Zero) : null;
        var last = at is null ? 2 : 3;
        return (new GrantId(parts[0] == "license", Guid.ParseExact(parts[1], "N")), at, parts.Length > last ? Guid.ParseExact(parts[last], "N") : null);
    }
}
