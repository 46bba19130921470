namespace Dam.Domain.Retention;

/// <summary>How long what nobody needs any more is kept.</summary>
public sealed record RetentionRules
{
    /// <summary>An asset after its deletion: for so long it can be restored.</summary>
    public TimeSpan DeletedAssets { get; init; } = TimeSpan.FromDays(30);

    /// <summary>An upload that has expired, and a file that no asset and no upload names.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromDays(1);

    /// <summary>An expired upload of which an asset was made, and a job that was given up.</summary>
    public TimeSpan Records { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Between two sweeps of the rows.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Between two comparisons of the store with the rows.</summary>
    public TimeSpan StoreInterval { get; init; } = TimeSpan.FromDays(1);
}
