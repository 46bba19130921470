using Dam.Domain;
using Dam.Domain.Audit;
using Dam.Domain.Paging;
using Dam.Infrastructure.Audit;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.EntityFrameworkCore;

namespace Dam.Infrastructure.Persistence.Audit;

internal sealed class AuditReader(Database database, AuditCheckpoints checkpoints) : IAuditReader
{
    private const int ColumnCount = 9;

    /// <summary>Rows that are verified at a time.</summary>
    private const int Portion = 1000;

    private static readonly Sql Columns = new(
        "e.\"Id\", e.\"Sequence\", e.\"Action\", e.\"Actor\", e.\"AssetId\", e.\"SkuId\", e.\"OccurredAt\", e.\"Details\", e.\"Hash\"");

    private static readonly Keyset NewestFirst = new("audit", new Key(new Sql("e.\"Sequence\""), KeyType.Number, Descending: true));

    public async Task<Outcome<Page<AuditRecord>>> PageAsync(AuditFilter filter, PageRequest page, CancellationToken ct)
    {
        if (page.Problem() is { } problem)
        {
            return problem;
        }

        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}");
        NewestFirst.AppendColumns(statement);
        statement.Append($"\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" IS NOT NULL");
        if (filter.AssetId is { } assetId)
        {
            statement.Append($"\n  AND e.\"AssetId\" = {assetId}");
        }

        if (filter.SkuId is { } skuId)
        {
            statement.Append($"\n  AND e.\"SkuId\" = {skuId}");
        }

        if (filter.Actor is { } actor)
        {
            statement.Append($"\n  AND e.\"Actor\" = {actor}");
        }

        if (filter.Action is { } action)
        {
            statement.Append($"\n  AND e.\"Action\" = {action}");
        }

        if (filter.Since is { } since)
        {
            statement.Append($"\n  AND e.\"OccurredAt\" >= {since}");
        }

        if (filter.Until is { } until)
        {
            statement.Append($"\n  AND e.\"OccurredAt\" < {until}");
        }

        return await database.PageAsync(statement, NewestFirst, page, Read, ColumnCount, ct);
    }

    public async Task<IReadOnlyList<AuditRecord>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        var statement = new Statement(database.Dialect).Append($"SELECT {Columns}\nFROM \"Events\" AS e\nWHERE e.\"Sequence\" IS NOT NULL AND ");
        statement.Dialect.AppendIn(statement, new Sql("e.\"Id\""), ids);
        return await database.QueryAsync(statement, Read, ct);
    }

    public async Task<AuditHead?> HeadAsync(CancellationToken ct)
    {
        await using var context = database.OpenContext();
        return await context.Events
            .Where(row => row.Sequence != null)
            .OrderByDescending(row => row.Sequence)
            .Select(row => new AuditHead(row.Sequence!.Value, row.Hash!))
            .FirstOrDefaultAsync(ct);
    }

    public async Task<AuditVerification> VerifyAsync(CancellationToken ct)
    {
        var (sequence, hash) = (0L, AuditChain.Genesis);
        var (signed, forged) = await checkpoints.ReadAsync(ct);
        var attested = new Queue<AuditCheckpoint>(signed);
        while (true)
        {
            await using var context = database.OpenContext();
            var rows = await context.Events.AsNoTracking().Where(row => row.Sequence > sequence).OrderBy(row => row.Sequence).Take(Portion).ToListAsync(ct);
            foreach (var row in rows)
            {
                if (ProblemOf(row, sequence + 1, hash) is { } problem)
                {
                    return new AuditVerification(sequence, hash, problem);
                }

                (sequence, hash) = (row.Sequence!.Value, row.Hash!);
                while (attested.TryPeek(out var checkpoint) && checkpoint.Sequence == sequence)
                {
                    attested.Dequeue();
                    if (checkpoint.Hash != hash)
                    {
                        return new AuditVerification(sequence, hash, new AuditProblem(
                            sequence, "CHECKPOINT_MISMATCH", $"The event {sequence} is not the one that was there when its checkpoint was signed: it, or what came before it, was written anew."));
                    }
                }
            }

            if (rows.Count < Portion)
            {
                var cut = attested.TryPeek(out var missing)
                    ? new AuditProblem(missing.Sequence, "EVENTS_CUT", $"The chain ends at event {sequence}, and event {missing.Sequence} was there when its checkpoint was signed.")
                    : null;
                return new AuditVerification(sequence, hash, cut ?? forged);
            }
        }
    }

    private static AuditProblem? ProblemOf(EventRow row, long expected, string previous)
    {
        if (row.Sequence != expected)
        {
            return new(expected, "EVENT_MISSING", $"The event {expected} is missing: {row.Sequence} follows on {expected - 1}.");
        }

        if (AuditChain.Next(previous, row.HeaderAt(expected)) != row.Hash)
        {
            return new(expected, "HASH_MISMATCH", $"The event {expected} is not the one that was sealed there: it was changed, or stands in another's place.");
        }

        return row.Details is not null && AuditChain.HashDetails(row.Salt, row.Details) != row.DetailsHash
            ? new(expected, "DETAILS_MISMATCH", $"The details of the event {expected} are not the ones that were sealed.")
            : null;
    }

    private static AuditRecord Read(Row row) => new(
        row.Id(0),
        row.Number(1),
        row.Text(2),
        row.Text(3),
        row.IsNull(4) ? null : row.Id(4),
        row.IsNull(5) ? null : row.Id(5),
        row.Instant(6),
        row.TextOrNull(7),
        row.Text(8));
}
