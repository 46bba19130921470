using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;

namespace Dam.Domain.Renditions;

/// <param name="AssetIds">1 to <see cref="Most"/>.</param>
/// <param name="Presets">Names, at least one.</param>
public sealed record RenderAssets(IReadOnlyList<Guid> AssetIds, IReadOnlyList<string> Presets) : Command
{
    public const int Most = 1000;
}

/// <summary>Has presets made of many assets' published versions, by one job that tells how far it is and at the end what it could not make.</summary>
public sealed class RenderAssetsHandler(IUnitsOfWork units, IPresetReader presets)
{
    public async Task<Outcome<JobId>> HandleAsync(Caller caller, RenderAssets command, CancellationToken ct)
    {
        if (!caller.May(Permissions.WritePresets))
        {
            return new NotAuthorized(Permissions.WritePresets);
        }

        if (command.AssetIds.Count is 0 or > RenderAssets.Most)
        {
            return new InvalidInput("ASSETS_TOO_MANY", $"Name 1 to {RenderAssets.Most} assets.") { Path = ["input", "assetIds"] };
        }

        if (command.Presets.Count is 0 or > RenditionPreset.Most)
        {
            return new InvalidInput("PRESETS_TOO_MANY", $"Name 1 to {RenditionPreset.Most} presets.") { Path = ["input", "presets"] };
        }

        var known = await presets.FindAsync(caller, [.. command.Presets.Where(RenditionPreset.IsName).Distinct(StringComparer.Ordinal)], ct);
        return command.Presets.FirstOrDefault(name => known.All(preset => preset.Name != name)) is { } unknown
            ? new NotFound("PRESET", unknown) { Path = ["input", "presets"] }
            : await units.RunAsync(caller, command, unit => Task.FromResult<Outcome<JobId>>(Enqueue(unit, caller, command)), ct);
    }

    private static JobId Enqueue(IUnitOfWork unit, Caller caller, RenderAssets command) => new(unit.Jobs.Enqueue(
        RenderAssetsJob.JobKind,
        JsonSerializer.Serialize(new RenderAssetsJob.Order([.. command.AssetIds.Distinct()], [.. command.Presets.Distinct(StringComparer.Ordinal)], caller.Subject)),
        new JobTerms { Priority = JobPriority.Bulk }));
}

/// <summary>One such job at a time on each node. Begun again, it passes over what is made already.</summary>
public sealed class RenderAssetsJob(IUnitsOfWork units, IAssetReader assets, IPresetReader presets, RenditionMaker maker, IWatermarks watermarks) : IJobHandler
{
    public const string JobKind = "render-assets";

    /// <summary>What the audit calls the report.</summary>
    public const string ReportAction = "assets.rendered";

    /// <summary>Assets that are read at a time.</summary>
    private const int Chunk = 100;

    public string Kind => JobKind;

    public int? Parallelism => 1;

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        var order = JsonSerializer.Deserialize<Order>(run.Payload)!;
        var wanted = await presets.FindAsync(Caller.System, order.Presets, ct);
        var (done, made, failed) = (0, 0, new List<Failure>());
        foreach (var ids in order.AssetIds.Chunk(Chunk))
        {
            var found = (await assets.FindAsync(Caller.System, ids, AssetColumns.Delivery | AssetColumns.FocalPoint, ct)).ToDictionary(asset => asset.Id);
            foreach (var id in ids)
            {
                made += await RenderAsync(id, found.GetValueOrDefault(id), wanted, failed, ct);
                run.Report((double)++done / order.AssetIds.Count);
            }
        }

        await units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, ct);
                unit.Events.Add(new Event(Kind: null, ReportAction, order.Subject, Details: new { JobId = run.Id, Assets = done, order.Presets, Made = made, Failed = failed }));
                return made;
            },
            ct);
    }

    /// <summary>The job stays in the queue as failed, with the reason.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    /// <summary>How many presets of the asset are there now.</summary>
    private async Task<int> RenderAsync(Guid id, AssetDetails? asset, IReadOnlyList<PresetDetails> wanted, List<Failure> failed, CancellationToken ct)
    {
        if (asset is not { DeletedAt: null })
        {
            failed.Add(new Failure(id, Preset: null, "ASSET_NOT_FOUND"));
            return 0;
        }

        if (asset.PublishedVersion is not { Processing: ProcessingState.Ready } version || version.AsSource(asset.FocalPoint) is not { } source)
        {
            failed.Add(new Failure(id, Preset: null, asset.PublishedVersion is null ? "NOT_PUBLISHED" : "RENDITION_UNSUPPORTED"));
            return 0;
        }

        var files = new List<GetRendition>();
        var made = 0;
        foreach (var preset in wanted)
        {
            var outcome = PresetFiles.Of(preset, version, source, asset.Rights, watermarks);
            if (outcome.Value is { } fitting)
            {
                files.AddRange(fitting);
                made++;
            }
            else
            {
                failed.Add(new Failure(id, preset.Name, outcome.Errors[0].Code));
            }
        }

        switch (await maker.MakeSetAsync([.. files.DistinctBy(file => file.Key)], ct))
        {
            case null:
                return made;
            case RenditionBusy busy:
                throw new InvalidOperationException(busy.Message);
            case var error:
                failed.Add(new Failure(id, Preset: null, error.Code));
                return 0;
        }
    }

    internal sealed record Order(IReadOnlyList<Guid> AssetIds, IReadOnlyList<string> Presets, string Subject);

    /// <param name="Preset">Null when it is not of one preset alone; some of the others may have been made.</param>
    private sealed record Failure(Guid AssetId, string? Preset, string Code);
}
