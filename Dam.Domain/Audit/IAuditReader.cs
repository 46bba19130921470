using Dam.Domain.Paging;

namespace Dam.Domain.Audit;

/// <summary>A sealed event.</summary>
/// <param name="Details">JSON; null when there are none, or when they were erased.</param>
/// <param name="Hash">See <see cref="AuditChain.Next"/>.</param>
public sealed record AuditRecord(
    Guid Id, long Sequence, string Action, string Actor, Guid? AssetId, Guid? SkuId, DateTimeOffset OccurredAt, string? Details, string Hash);

/// <summary>Conditions on audit events, joined by AND.</summary>
/// <param name="AssetId">The asset concerned.</param>
/// <param name="SkuId">The SKU concerned.</param>
/// <param name="Since">From this instant on.</param>
/// <param name="Until">Before this instant.</param>
public sealed record AuditFilter(Guid? AssetId, Guid? SkuId, string? Actor, string? Action, DateTimeOffset? Since, DateTimeOffset? Until);

/// <summary>What a verification found.</summary>
/// <param name="Events">How many events were looked at.</param>
/// <param name="Head">Hash of the last good one.</param>
/// <param name="Problem">Where the chain breaks first, and how; null when it is whole.</param>
public sealed record AuditVerification(long Events, string Head, AuditProblem? Problem);

/// <param name="Sequence">Position of the event at which it shows.</param>
public sealed record AuditProblem(long Sequence, string Code, string Message);

/// <summary>The last sealed event.</summary>
public sealed record AuditHead(long Sequence, string Hash);

public interface IAuditReader
{
    /// <summary>Null while nothing is sealed.</summary>
    Task<AuditHead?> HeadAsync(CancellationToken ct);

    /// <summary>Newest first.</summary>
    Task<Outcome<Page<AuditRecord>>> PageAsync(AuditFilter filter, PageRequest page, CancellationToken ct);

    /// <summary>By id; what is not sealed yet is not there.</summary>
    Task<IReadOnlyList<AuditRecord>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken ct);

    /// <summary>Computes the whole chain again from the rows, a portion at a time, and holds it against the signed checkpoints that there are.</summary>
    Task<AuditVerification> VerifyAsync(CancellationToken ct);
}
