namespace Dam.Domain.Access;

/// <summary>Everything a caller can be allowed to do. Policies on fields and routes name these.</summary>
public static class Permissions
{
    /// <summary>See what may be delivered now, and nothing else.</summary>
    public const string ReadDeliverable = "asset:read-deliverable";

    /// <summary>See every asset, whatever its status and rights, and work on previews of it.</summary>
    public const string ReadAssets = "asset:read";

    /// <summary>Fetch the untouched files.</summary>
    public const string ReadOriginals = "asset:read-original";

    /// <summary>Upload files and make assets of them.</summary>
    public const string WriteAssets = "asset:write";

    /// <summary>Delete assets, and bring deleted ones back.</summary>
    public const string DeleteAssets = "asset:delete";

    /// <summary>Move versions through their statuses; approving publishes.</summary>
    public const string ApproveAssets = "asset:approve";

    /// <summary>Say when, where and for what assets may be used, keep licences and releases, take assets down.</summary>
    public const string WriteRights = "rights:write";

    /// <summary>Save rendition presets.</summary>
    public const string WritePresets = "preset:write";
    /// <summary>Make channels, and rename them.</summary>
    public const string WriteChannels = "channel:write";

    /// <summary>Create SKUs and link assets to them.</summary>
    public const string WriteSkus = "sku:write";

    /// <summary>Follow the feed of changes.</summary>
    public const string ReadChanges = "change:read";

    /// <summary>Read the audit log, and verify it.</summary>
    public const string ReadAudit = "audit:read";

    /// <summary>Look at the queue of jobs.</summary>
    public const string ReadJobs = "job:read";

    /// <summary>Try jobs again that were given up, and discard jobs.</summary>
    public const string ManageJobs = "job:manage";

    /// <summary>Say that a file in quarantine is harmless.</summary>
    public const string ReleaseQuarantine = "asset:release";

    /// <summary>See how the parts of the service are, and why one is not well.</summary>
    public const string ReadHealth = "health:read";

    public static IReadOnlyList<string> All { get; } =
        [ReadDeliverable, ReadAssets, ReadOriginals, WriteAssets, DeleteAssets, ApproveAssets, WriteRights, WriteChannels, WritePresets, WriteSkus, ReadChanges, ReadAudit, ReadJobs, ManageJobs, ReleaseQuarantine, ReadHealth];
}
