using System.Diagnostics;
using Dam.Domain.Blobs;
using Dam.Domain.Jobs;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Blobs.Azure;
using Dam.Infrastructure.Blobs.FileSystem;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Blobs;

internal static class BlobsRegistration
{
    public const string Setting = "Dam:Blobs:Provider";

    public static IServiceCollection AddBlobs(this IServiceCollection services, IConfiguration configuration) => services.AddBlobsHealth().AddProvider(configuration);

    private static IServiceCollection AddProvider(this IServiceCollection services, IConfiguration configuration) => (configuration[Setting] ?? "FileSystem") switch
    {
        "FileSystem" => services.AddFileSystemBlobs(BoundedFolder.CapacityFrom(configuration)),
        "Azure" => services.AddAzureBlobs(AzureBlobOptions.From(configuration), BoundedFolder.CapacityFrom(configuration)),
        var unknown => throw UnknownProvider.Of(Setting, unknown, "FileSystem", "Azure"),
    };

    private static IServiceCollection AddFileSystemBlobs(this IServiceCollection services, long capacity) => services
        .AddSingleton<IIncomingBlobs>(provider =>
            new FileSystemIncomingBlobs(provider.GetRequiredService<DataFolder>(), LifetimeOfUploads(provider), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<IDirectUploads, NoDirectUploads>()
        .AddSingleton<IBlobStore>(provider =>
        {
            using var process = Process.GetCurrentProcess();
            return new FileSystemBlobStore(provider.GetRequiredService<DataFolder>(), new DateTimeOffset(process.StartTime), provider.GetRequiredService<BoundedFolder>());
        })
        .AddBound(capacity, FileSystemBlobStore.RenditionsIn);

    private static IServiceCollection AddAzureBlobs(this IServiceCollection services, AzureBlobOptions options, long capacity) => services
        .AddSingleton(provider => new AzureBlobStore(options.Connect(provider.GetRequiredService<ILogger<AzureBlobStore>>()), options, provider.GetRequiredService<TimeProvider>())
        {
            UploadLifetime = LifetimeOfUploads(provider),
        })
        .AddSingleton<IBlobStore>(provider => new DiskCachedBlobStore(provider.GetRequiredService<AzureBlobStore>(), provider.GetRequiredService<BoundedFolder>()))
        .AddBound(capacity, static folder => Path.Combine(folder.Path, "cache", "renditions"))
        .AddSingleton<IJobHandler>(provider => new SweepAzureRenditions(
            provider.GetRequiredService<AzureBlobStore>().Renditions, options.RenditionBytes, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SweepAzureRenditions>>()))
        .AddSingleton<IIncomingBlobs>(provider => provider.GetRequiredService<AzureBlobStore>().Incoming)
        .AddSingleton<IDirectUploads>(provider => provider.GetRequiredService<AzureBlobStore>().Direct)
        .AddHostedService<AzureBlobStart>();

    private static IServiceCollection AddBound(this IServiceCollection services, long capacity, Func<DataFolder, string> renditions) => services
        .AddSingleton(provider => new BoundedFolder(renditions(provider.GetRequiredService<DataFolder>()), capacity, provider.GetRequiredService<ILogger<BoundedFolder>>()))
        .AddHostedService(provider => provider.GetRequiredService<BoundedFolder>());

    private static TimeSpan LifetimeOfUploads(IServiceProvider services) => (services.GetService<UploadRules>() ?? new UploadRules()).Lifetime;
}
