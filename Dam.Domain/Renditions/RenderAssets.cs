using System.Text.Json;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Imaging;
using Dam.Domain.Jobs;
using Dam.Domain.Rights;

namespace Dam.Domain.Renditions;

/// <param name="AssetIds">1 to <see cref="Most"/>.</param>
/// <param name="Presets">Names.</param>
/// <param name="Channels">Keys; of presets and channels at least one is named.</param>
public sealed record RenderAssets(IReadOnlyList<Guid> AssetIds, IReadOnlyList<string> Presets, IReadOnlyList<string> Channels) : Command
{
    public const int Most = 1000;
}

/// <summary>Has presets, and what fits channels, made of many assets' published versions, by one job that tells how far it is and at the end what it could not make.</summary>
public sealed class RenderAssetsHandler(IUnitsOfWork units, IPresetReader presets, IChannelReader channels)
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

        if (command.Presets.Count + command.Channels.Count is 0 or > RenditionPreset.Most)
        {
            return new InvalidInput("PRESETS_TOO_MANY", $"Name 1 to {RenditionPreset.Most} presets and channels.") { Path = ["input", "presets"] };
        }

        var known = await presets.FindAsync(caller, [.. command.Presets.Where(RenditionPreset.IsName).Distinct(StringComparer.Ordinal)], ct);
        if (command.Presets.FirstOrDefault(name => known.All(preset => preset.Name != name)) is { } unknown)
        {
            return new NotFound("PRESET", unknown) { Path = ["input", "presets"] };
        }

        var found = command.Channels.Count == 0 ? [] : await channels.FindByKeyAsync(caller, [.. command.Channels.Where(KeyRule.IsKey).Distinct(StringComparer.Ordinal)], ct);
        return command.Channels.FirstOrDefault(key => found.All(channel => channel.Key != key)) is { } none
            ? new NotFound("CHANNEL", none) { Path = ["input", "channels"] }
            : await units.RunAsync(caller, command, unit => Task.FromResult<Outcome<JobId>>(Enqueue(unit, caller, command)), ct);
    }

    private static JobId Enqueue(IUnitOfWork unit, Caller caller, RenderAssets command) => new(unit.Jobs.Enqueue(
        RenderAssetsJob.JobKind,
        JsonSerializer.Serialize(new RenderAssetsJob.Order([.. command.AssetIds.Distinct()], [.. command.Presets.Distinct(StringComparer.Ordinal)], caller.Subject)
        {
            Channels = [.. command.Channels.Distinct(StringComparer.Ordinal)],
        }),
        new JobTerms { Priority = JobPriority.Bulk }));
}

/// <summary>One such job at a time on each node. Begun again, it passes over what is made already.</summary>
public sealed class RenderAssetsJob(IUnitsOfWork units, IAssetReader assets, IPresetReader presets, IChannelReader channels, RenditionMaker maker, IWatermarks watermarks) : IJobHandler
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
        var shown = order.Channels.Count == 0 ? [] : await channels.FindByKeyAsync(Caller.System, order.Channels, ct);
        var (done, made, failed) = (0, 0, new List<Failure>());
        foreach (var ids in order.AssetIds.Chunk(Chunk))
        {
            var found = (await assets.FindAsync(Caller.System, ids, AssetColumns.Delivery | AssetColumns.Look | AssetColumns.FocalPoint, ct)).ToDictionary(asset => asset.Id);
            foreach (var id in ids)
            {
                made += await RenderAsync(id, found.GetValueOrDefault(id), wanted, shown, failed, ct);
                run.Report((double)++done / order.AssetIds.Count);
            }
        }

        await units.ChangeAsync(
            async unit =>
            {
                await unit.Jobs.CompleteAsync(run, ct);
                unit.Events.Add(new Event(Kind: null, ReportAction, order.Subject, Details: new { JobId = run.Id, Assets = done, order.Presets, order.Channels, Made = made, Failed = failed }));
                return made;
            },
            ct);
    }

    /// <summary>The job stays in the queue as failed, with the reason.</summary>
    public Task GiveUpAsync(string payload, Exception reason, CancellationToken ct) => Task.CompletedTask;

    /// <summary>How many presets of the asset, and files for channels, are there now.</summary>
    private async Task<int> RenderAsync(Guid id, AssetDetails? asset, IReadOnlyList<PresetDetails> wanted, IReadOnlyList<ChannelDetails> shown, List<Failure> failed, CancellationToken ct)
    {
        if (asset is not { DeletedAt: null })
        {
            failed.Add(new Failure(id, "ASSET_NOT_FOUND"));
            return 0;
        }

        if (asset.PublishedVersion is not { Processing: ProcessingState.Ready } version || version.AsSource(asset.FocalPoint) is not { } source)
        {
            failed.Add(new Failure(id, asset.PublishedVersion is null ? "NOT_PUBLISHED" : "RENDITION_UNSUPPORTED"));
            return 0;
        }

        var files = new List<Wanted>();
        foreach (var preset in wanted)
        {
            Failure Fail(string code) => new(id, code) { Preset = preset.Name };
            var outcome = PresetFiles.Of(preset, version, source, asset.Rights, watermarks);
            if (outcome.Value is { } fitting)
            {
                files.Add(new Wanted(fitting, Fail));
            }
            else
            {
                failed.Add(Fail(outcome.Errors[0].Code));
            }
        }

        var made = await MakeAsync(files, failed, ct);
        foreach (var channel in shown)
        {
            made += await RenderAsync(asset, version, channel, failed, ct);
        }

        return made;
    }

    /// <summary>What fits each of a channel's slots. Whether it may be delivered there is asked when somebody asks for it.</summary>
    private async Task<int> RenderAsync(AssetDetails asset, VersionDetails version, ChannelDetails channel, List<Failure> failed, CancellationToken ct)
    {
        var files = new List<Wanted>();
        foreach (var slot in channel.Slots.DefaultIfEmpty())
        {
            Failure Fail(string code) => new(asset.Id, code) { Channel = channel.Key, Role = slot?.Role?.ToString().ToUpperInvariant() };
            var readiness = ChannelReadiness.Of(asset, slot, new DeliveryVerdict([], ChangesAt: null), watermarks);
            if (readiness.Fitting is { } fitting)
            {
                files.Add(new Wanted(PresetFiles.Of(version, fitting), Fail));
            }
            else
            {
                failed.AddRange(readiness.Obstacles.Select(obstacle => Fail(obstacle.Code)));
            }
        }

        return await MakeAsync(files, failed, ct);
    }

    /// <summary>How many of these are there now.</summary>
    private async Task<int> MakeAsync(List<Wanted> wanted, List<Failure> failed, CancellationToken ct)
    {
        var errors = await maker.MakeSetAsync([.. wanted.SelectMany(one => one.Files).DistinctBy(file => file.Key)], ct);
        foreach (var one in wanted)
        {
            if (one.Files.Select(file => errors.GetValueOrDefault(file.Key)).FirstOrDefault(error => error is not null) is { } error)
            {
                failed.Add(one.Fail(error.Code));
            }
        }

        return wanted.Count(one => !one.Files.Any(file => errors.ContainsKey(file.Key)));
    }

    internal sealed record Order(IReadOnlyList<Guid> AssetIds, IReadOnlyList<string> Presets, string Subject)
    {
        /// <summary>Orders from before channels could be named name none.</summary>
        public IReadOnlyList<string> Channels { get; init; } = [];
    }

    /// <summary>The files that count as one, and what to tell when one of them cannot be made.</summary>
    private sealed record Wanted(GetRendition[] Files, Func<string, Failure> Fail);

    /// <summary>Without a preset and a channel nothing was made of the asset.</summary>
    private sealed record Failure(Guid AssetId, string Code)
    {
        public string? Preset { get; init; }

        public string? Channel { get; init; }

        public string? Role { get; init; }
    }
}
