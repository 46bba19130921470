using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Metadata;
using Dam.Domain.Rights;

namespace Dam.Domain.Assets;

/// <summary>What to do with bytes that an asset holds already.</summary>
public enum DuplicatePolicy
{
    /// <summary>Refuse with an error that names the asset that holds these bytes.</summary>
    Reject,

    /// <summary>Answer with the asset that holds these bytes.</summary>
    ReturnExisting,

    /// <summary>Make a second asset; the bytes are stored once.</summary>
    Allow,
}

/// <param name="UploadId">Must have been received.</param>
/// <param name="Title">Null for the file name without its extension.</param>
/// <param name="Rights">Null for none.</param>
/// <param name="OnDuplicate">What to do with bytes that an asset of the caller's view holds already.</param>
public sealed record CreateAsset(Guid UploadId, string? Title, RightsPatch? Rights, DuplicatePolicy OnDuplicate) : Command
{
    /// <summary>Null for none.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Null for none.</summary>
    public IReadOnlyList<LocalizedText>? AltTexts { get; init; }

    /// <summary>A JSON object; null for none.</summary>
    public string? Metadata { get; init; }

    internal DescriptionPatch Description => new()
    {
        Title = new(Title is not null, Title),
        Tags = new(Tags is not null, Tags),
        AltTexts = new(AltTexts is not null, AltTexts),
        Metadata = new(Metadata is not null, Metadata),
    };

    /// <summary>What keeps the asset from being made, whatever the upload holds.</summary>
    internal IReadOnlyList<DomainError> Problems(Caller caller, IWatermarks watermarks) =>
    [
        .. Rights is not null && !caller.May(Permissions.WriteRights) ? [new NotAuthorized(Permissions.WriteRights) { Path = ["input", "rights"] }] : (DomainError[])[],
        .. Description.Problems(),
        .. (Rights ?? RightsPatch.Nothing).ApplyTo(AssetRights.None).Errors,
        .. Rights?.MarkProblem(watermarks) is { } unknown ? [unknown] : (DomainError[])[],
    ];
}

/// <summary>Id of the asset that a use case made, found or changed.</summary>
public sealed record AssetId(Guid Value)
{
    /// <summary>Whether the asset was already as the use case would have made it: nothing was written then.</summary>
    public bool IsUnchanged { get; init; }
}

/// <summary>Makes an asset of an upload. The same upload named twice gives the same asset.</summary>
public sealed class CreateAssetHandler(IUnitsOfWork units, IngestRules rules, IWatermarks watermarks, TimeProvider time)
{
    public async Task<Outcome<AssetId>> HandleAsync(Caller caller, CreateAsset command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WriteAssets))
        {
            return new NotAuthorized(Permissions.WriteAssets);
        }

        if (command.Problems(caller, watermarks) is { Count: > 0 } problems)
        {
            return Outcome<AssetId>.Refused(problems);
        }

        return await units.RunAsync(caller, command, unit => CreateAsync(unit, caller, command, ct), ct);
    }

    private async Task<Outcome<AssetId>> CreateAsync(IUnitOfWork unit, Caller caller, CreateAsset command, CancellationToken ct)
    {
        var making = await AssetMaking.BeginAsync(unit, caller, rules, [command], ct);
        var made = making.Make(command, time.GetUtcNow());
        return made.Value is { } asset ? new AssetId(asset.Id) : Outcome<AssetId>.Refused(made.Errors);
    }
}
