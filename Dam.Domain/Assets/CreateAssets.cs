using System.Collections.Concurrent;
using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Uploads;

namespace Dam.Domain.Assets;

/// <param name="Asset">Null when what was named as its source cannot be had.</param>
/// <param name="SourceErrors">Why not, with paths of an input by itself.</param>
public sealed record CreateAssetRow(CreateAsset? Asset, IReadOnlyList<DomainError> SourceErrors);

public sealed record CreateAssets(IReadOnlyList<CreateAssetRow> Assets, ErrorPolicy ErrorPolicy) : Command;

public enum RowOutcome
{
    /// <summary>A new asset.</summary>
    Created,

    /// <summary>An asset that was there, or that an earlier row has made.</summary>
    Existing,

    /// <summary>None; the errors say why.</summary>
    Refused,
}

/// <param name="AssetId">Null when the row was refused.</param>
public sealed record CreatedAsset(Guid? AssetId, RowOutcome Outcome, IReadOnlyList<DomainError> Errors);

/// <param name="Rows">In the order of the input.</param>
public sealed record CreatedAssets(IReadOnlyList<CreatedAsset> Rows);

/// <summary>Makes many assets of uploads, in one transaction.</summary>
public sealed class CreateAssetsHandler(IUnitsOfWork units, ReceiveUploadHandler uploads, IngestRules rules, IWatermarks watermarks, TimeProvider time)
{
    public const int MostRows = 1000;

    private const int ReceivedAtATime = 4;

    public async Task<Outcome<CreatedAssets>> HandleAsync(Caller caller, CreateAssets command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Assets.Count > MostRows)
        {
            return new InvalidInput("TOO_MANY_ROWS", $"At most {MostRows} assets a call; {command.Assets.Count} were given.") { Path = ["input", "assets"] };
        }

        var wrong = await ReceiveAsync(caller, [.. command.Assets.Select(row => row.Asset?.UploadId).OfType<Guid>()], ct);
        return await units.RunAsync(caller, command, unit => CreateAsync(unit, caller, command, wrong, ct), ct);
    }

    private async Task<Outcome<CreatedAssets>> CreateAsync(
        IUnitOfWork unit, Caller caller, CreateAssets command, IReadOnlyDictionary<Guid, DomainError> wrong, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var making = await AssetMaking.BeginAsync(unit, caller, rules, [.. command.Assets.Select(row => row.Asset).OfType<CreateAsset>()], ct);
        var rows = new List<CreatedAsset>(command.Assets.Count);
        foreach (var (asset, sourceErrors) in command.Assets)
        {
            var problems = asset is null ? sourceErrors : wrong.TryGetValue(asset.UploadId, out var problem) ? [problem] : ProblemsOf(asset, caller, watermarks);
            var made = problems.Count > 0 ? Outcome<MadeAsset>.Refused(problems) : making.Make(asset!, now);
            rows.Add(made.Value is { } there
                ? new CreatedAsset(there.Id, there.IsNew ? RowOutcome.Created : RowOutcome.Existing, [])
                : new CreatedAsset(AssetId: null, RowOutcome.Refused, made.Errors.At("assets", rows.Count)));
        }

        return command.ErrorPolicy == ErrorPolicy.RejectAll && rows.SelectMany(row => row.Errors).ToList() is { Count: > 0 } refusals
            ? Outcome<CreatedAssets>.Refused(refusals)
            : new CreatedAssets(rows);
    }

    /// <summary>
    /// Takes in what came in parts, of which nobody has come to record the last, or past this service (<see cref="ReceiveUploadHandler.OnceReceivedAsync"/>), a few at a time. Gives what is
    /// wrong with the bytes of some.
    /// </summary>
    private async Task<IReadOnlyDictionary<Guid, DomainError>> ReceiveAsync(Caller caller, HashSet<Guid> ids, CancellationToken ct)
    {
        var found = await units.RunAsync(unit => unit.Uploads.FindAsync(ids, ct), ct);
        var waiting = found.Where(upload => upload.Digest is null && upload.CreatedBy == caller.Subject).Select(upload => upload.Id);
        var wrong = new ConcurrentDictionary<Guid, DomainError>();
        await Parallel.ForEachAsync(waiting, new ParallelOptions { MaxDegreeOfParallelism = ReceivedAtATime, CancellationToken = ct }, async (id, _) =>
        {
            if ((await uploads.CompleteAsync(id)).Errors is [(ContentMismatch or TooLarge) and var problem])
            {
                wrong[id] = problem with { Path = ["input", "source", "uploadId"] };
            }
        });
        return wrong;
    }

    private static IReadOnlyList<DomainError> ProblemsOf(CreateAsset row, Caller caller, IWatermarks watermarks) => row.IdempotencyKey is null
        ? row.Problems(caller, watermarks)
        : [new InvalidInput("IDEMPOTENCY_KEY_MISPLACED", "The whole call has one idempotency key, its rows have none.") { Path = ["input", "idempotencyKey"] }, .. row.Problems(caller, watermarks)];
}
