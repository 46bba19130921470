using Dam.Api.Assets;
using Dam.Api.Retention;
using Dam.Api.Uploads;
using Dam.Domain.Assets;
using Dam.Domain.Channels;
using Dam.Domain.Delivery;
using Dam.Domain.Jobs;
using Dam.Domain.Likenesses;
using Dam.Domain.Processing;
using Dam.Domain.Renditions;
using Dam.Domain.Retention;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;

namespace Dam.Api.Hosting;

/// <summary>The domain's use cases. Each opens its own unit of work, so one instance serves everybody.</summary>
internal static class UseCases
{
    public const string UploadSection = "Dam:Uploads";

    public const string AllowedTypesSetting = "Dam:Ingest:AllowedTypes";

    public static void AddUseCases(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(UploadRulesFrom(configuration));
        services.AddSingleton(IngestRulesFrom(configuration));
        services.AddSingleton<CreateUploadHandler>();
        services.AddSingleton<ReceiveUploadHandler>();
        services.AddSingleton<ReceiveFileHandler>();
        services.AddSingleton<ReceiveUrlHandler>();
        services.AddSingleton<ImportFileHandler>();
        services.AddSingleton<AppendUploadHandler>();
        services.AddSingleton<TerminateUploadHandler>();
        services.AddSingleton<TusEndpoint>();
        services.AddSingleton<CreateAssetHandler>();
        services.AddSingleton<CreateAssetsHandler>();
        services.AddSingleton<UpdateAssetHandler>();
        services.AddSingleton<UpdateAssetsHandler>();
        services.AddSingleton<AddAssetVersionHandler>();
        services.AddSingleton<RestoreAssetVersionHandler>();
        services.AddSingleton<DeleteAssetHandler>();
        services.AddSingleton<RestoreAssetHandler>();
        services.AddSingleton<AssetSources>();
        services.AddSingleton<FindNearDuplicatesHandler>();
        services.AddSingleton<SetAssetStatusHandler>();
        services.AddSingleton<ReleaseFromQuarantineHandler>();
        services.AddSingleton<SetAssetRightsHandler>();
        services.AddSingleton<CreateLicenseHandler>();
        services.AddSingleton<CreateReleaseHandler>();
        services.AddSingleton<RevokeGrantHandler>();
        services.AddSingleton<TakedownHandler>();
        services.AddSingleton<SetAssetAlternatesHandler>();
        services.AddSingleton<SaveChannelHandler>();
        services.AddSingleton<RevokeDeliveryUrlsHandler>();
        services.AddSingleton<SavePresetHandler>();
        services.AddSingleton<DeletePresetHandler>();
        services.AddSingleton<RenderAssetsHandler>();
        services.AddSingleton<SyncSkusHandler>();
        services.AddSingleton<RetryJobHandler>();
        services.AddSingleton<DiscardJobHandler>();
        services.AddSingleton<IJobHandler, ProcessVersionHandler>();
        services.AddSingleton<IJobHandler, ReadTextHandler>();
        services.AddSingleton<IJobHandler, TellOfGrantHandler>();
        services.AddSingleton<IJobHandler, MakeRenditionsHandler>();
        services.AddSingleton<IJobHandler, MakePresetsHandler>();
        services.AddSingleton<IJobHandler, RenderAssetsJob>();
        services.AddSingleton<IJobHandler, FillInLikenessesHandler>();
        services.AddSingleton(RetentionSettings.From(configuration));
        services.AddSingleton<IJobHandler, SweepHandler>();
        services.AddSingleton<IJobHandler, SweepStoreHandler>();
        services.AddProcessingStages();
    }

    /// <summary>In the order in which a version goes through them.</summary>
    private static void AddProcessingStages(this IServiceCollection services) => services
        .AddSingleton<IProcessingStage, ScanStage>()
        .AddSingleton<IProcessingStage, VerifyStage>()
        .AddSingleton<IProcessingStage, PosterStage>()
        .AddSingleton<IProcessingStage, MezzanineStage>()
        .AddSingleton<IProcessingStage, ExtractStage>();

    private static IngestRules IngestRulesFrom(IConfiguration configuration)
    {
        if (configuration.GetSection(AllowedTypesSetting).Get<string[]>() is not { Length: > 0 } types)
        {
            return new IngestRules();
        }

        return types.Select(IngestRules.Problem).FirstOrDefault(problem => problem is not null) is { } wrong
            ? throw new InvalidOperationException($"{AllowedTypesSetting}: {wrong}")
            : new IngestRules { AllowedTypes = types };
    }

    private static UploadRules UploadRulesFrom(IConfiguration configuration)
    {
        var section = configuration.GetSection(UploadSection);
        var usual = new UploadRules();
        var rules = new UploadRules
        {
            LargestFile = section.GetValue(nameof(UploadRules.LargestFile), usual.LargestFile),
            Lifetime = section.GetValue(nameof(UploadRules.Lifetime), usual.Lifetime),
            Region = section.GetValue(nameof(UploadRules.Region), usual.Region)!,
        };
        return rules is { LargestFile: > 0 } && rules.Lifetime > TimeSpan.Zero
            ? rules
            : throw new InvalidOperationException($"{UploadSection}: {nameof(UploadRules.LargestFile)} and {nameof(UploadRules.Lifetime)} must be positive.");
    }
}
