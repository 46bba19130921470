using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;

namespace Dam.Domain.Renditions;

/// <summary>Makes the renditions of a version that eager presets name, in the formats that browsers ask for, before anybody asks for them: with one decoding, and one version at a time on each node.</summary>
public sealed class MakePresetsHandler(IAssetReader assets, IPresetReader presets, RenditionMaker maker, IWatermarks watermarks) : IJobHandler
{
    public const string JobKind = "make-presets";

    public string Kind => JobKind;

    public int? Parallelism => 1;

    /// <summary>When any preset is eager and the version can be shown.</summary>
    public static async Task EnqueueAsync(IUnitOfWork unit, AssetVersion version, CancellationToken ct)
    {
        if (version.Image is not null && await unit.Presets.AnyEagerAsync(ct))
        {
            unit.Jobs.Enqueue(JobKind, version.Id.ToString("N"), new JobTerms { AssetId = version.AssetId, Priority = JobPriority.Bulk });
        }
    }

    public async Task RunAsync(JobRun run, CancellationToken ct)
    {
        if (await assets.FindVersionsAsync(Caller.System, [Guid.ParseExact(run.Payload, "N")], ct) is not [{ Processing: ProcessingState.Ready } version]
            || await assets.FindAsync(Caller.System, [version.AssetId], AssetColumns.FocalPoint | AssetColumns.Rights, ct) is not [var asset]
            || version.AsSource(asset.FocalPoint) is not { } source)
        {
            return;
        }

        var wanted = (await presets.AllAsync(Caller.System, ct)).Where(preset => preset.IsEager).SelectMany(preset => PresetFiles.Of(preset, version, source, asset.Rights, watermarks).Value ?? []).DistinctBy(file => file.Key).ToList();
        await maker.MakeSetAsync(wanted, ct);
    }

    /// <summary>They are made when somebody asks for them.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;
}
