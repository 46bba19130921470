using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.Domain.Uploads;

namespace Dam.Domain.Assets;

/// <param name="IsNew">False for one that was there.</param>
internal sealed record MadeAsset(Guid Id, bool IsNew);

/// <summary>Makes assets of uploads within one unit of work. What they need is found at once, however many they are.</summary>
internal sealed class AssetMaking
{
    private readonly IUnitOfWork _unit;
    private readonly Caller _caller;
    private readonly IngestRules _rules;
    private readonly Dictionary<Guid, Upload> _uploads;

    /// <summary>Assets that hold the uploads' bytes, by digest: those of before and those made here.</summary>
    private readonly Dictionary<string, Guid> _holders;

    /// <summary>Of the assets that uploads have become those that are there.</summary>
    private readonly HashSet<Guid> _living;

    private readonly RightsReferences _references;

    private AssetMaking(
        IUnitOfWork unit, Caller caller, IngestRules rules, Dictionary<Guid, Upload> uploads, Dictionary<string, Guid> holders, HashSet<Guid> living, RightsReferences references)
    {
        _references = references;
        _unit = unit;
        _caller = caller;
        _rules = rules;
        _uploads = uploads;
        _holders = holders;
        _living = living;
    }

    public static async Task<AssetMaking> BeginAsync(IUnitOfWork unit, Caller caller, IngestRules rules, IReadOnlyList<CreateAsset> commands, CancellationToken ct)
    {
        var uploads = (await unit.Uploads.FindAsync(commands.Select(command => command.UploadId).ToHashSet(), ct))
            .Where(upload => upload.CreatedBy == caller.Subject)
            .ToDictionary(upload => upload.Id);
        var digests = commands
            .Where(command => command.OnDuplicate != DuplicatePolicy.Allow)
            .Select(command => uploads.GetValueOrDefault(command.UploadId) is { AssetId: null, Digest: { } digest } ? digest : null)
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

        // A duplicate that the caller may not see never refuses: it would tell that it exists.
        IReadOnlyList<(string Digest, Guid AssetId)> holders = digests.Count > 0 && caller.MaySeeAll ? await unit.Assets.FindByDigestAsync(digests, ct) : [];
        var made = uploads.Values.Select(upload => upload.AssetId).OfType<Guid>().ToHashSet();
        var living = made.Count > 0 ? await unit.Skus.FindAssetsAsync(made, ct) : made;
        var references = await RightsReferences.FindAsync(unit, [.. commands.Select(RightsOf).OfType<AssetRights>()], ct);
        return new AssetMaking(unit, caller, rules, uploads, holders.ToDictionary(holder => holder.Digest, holder => holder.AssetId, StringComparer.Ordinal), [.. living], references);
    }

    /// <param name="command">One of those begun with, of which <see cref="CreateAsset.Problems"/> has found none.</param>
    public Outcome<MadeAsset> Make(CreateAsset command, DateTimeOffset now)
    {
        if (!_uploads.TryGetValue(command.UploadId, out var upload))
        {
            return UploadedContent.Unknown(command.UploadId);
        }

        if (upload.AssetId is { } made)
        {
            return _living.Contains(made) ? new MadeAsset(made, IsNew: false) : UploadedContent.Gone;
        }

        var rights = RightsOf(command)!;
        if (_references.Problems(rights) is { Count: > 0 } problems)
        {
            return Outcome<MadeAsset>.Refused(problems);
        }

        var found = upload.ContentFor(_caller, _rules, note: null);
        if (found.Value is not { } content)
        {
            return Outcome<MadeAsset>.Refused(found.Errors);
        }

        if (command.OnDuplicate != DuplicatePolicy.Allow && _holders.TryGetValue(content.Digest, out var existing))
        {
            if (command.OnDuplicate == DuplicatePolicy.Reject)
            {
                return UploadedContent.Duplicate(existing);
            }

            Became(upload, existing);
            return new MadeAsset(existing, IsNew: false);
        }

        var description = command.Description.ApplyTo(new AssetDescription { Title = Asset.TitleOf(upload.Filename) });
        var asset = Asset.Create(description.Value!, rights, content, now);
        _unit.Assets.Add(asset);
        _unit.Events.AssetCreated(_caller, asset);
        _unit.Jobs.Process(asset.CurrentVersion);
        Became(upload, asset.Id);
        if (_caller.MaySeeAll)
        {
            _holders.TryAdd(content.Digest, asset.Id);
        }

        return new MadeAsset(asset.Id, IsNew: true);
    }

    /// <summary>Null where the command's cannot be.</summary>
    private static AssetRights? RightsOf(CreateAsset command) => (command.Rights ?? RightsPatch.Nothing).ApplyTo(AssetRights.None).Value;

    private void Became(Upload upload, Guid assetId)
    {
        upload.BecameAsset(assetId);
        _living.Add(assetId);
    }
}
