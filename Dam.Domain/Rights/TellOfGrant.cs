using Dam.Domain.Access;
using Dam.Domain.Changes;
using Dam.Domain.Jobs;

namespace Dam.Domain.Rights;

/// <summary>
/// Tells the feed of each asset whose verdict has changed with a licence or a release, some hundred at a time. Each portion, the end of its job and the job of the next one are
/// written together, so that each asset is told of once.
/// </summary>
public sealed class TellOfGrantHandler(IUnitsOfWork units) : IJobHandler
{
    public const string JobKind = "tell-of-grant";

    private const int Portion = 500;

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var (grant, after) = Parse(run.Payload);
        await units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, ct);
                var covered = await unit.Rights.FindCoveredAsync(grant, after, Portion, ct);
                foreach (var assetId in covered)
                {
                    unit.Events.Add(new Event(ChangeKind.DeliveryChanged, "asset.delivery-changed", Caller.System.Subject, assetId));
                }

                if (covered.Count == Portion)
                {
                    unit.Jobs.Enqueue(JobKind, Payload(grant, covered[^1]));
                }

                return covered.Count;
            },
            ct);
    }

    /// <summary>The verdicts hold without being told of; the job is kept for a person to see.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    /// <param name="after">Id of the last asset that was told of; null before the first.</param>
    internal static string Payload(GrantId grant, Guid? after) => $"{(grant.IsLicense ? "license" : "release")} {grant.Value:N} {after:N}".TrimEnd();

    private static (GrantId Grant, Guid? After) Parse(string payload)
    {
        var parts = payload.Split(' ');
        return (new GrantId(parts[0] == "license", Guid.ParseExact(parts[1], "N")), parts.Length > 2 ? Guid.ParseExact(parts[2], "N") : null);
    }
}
