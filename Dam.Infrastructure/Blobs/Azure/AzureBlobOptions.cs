using System.Globalization;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>The settings <c>Dam:Blobs:Azure:*</c>: either a connection string, or the account's address and an identity of the machine.</summary>
internal sealed record AzureBlobOptions
{
    public const string Section = "Dam:Blobs:Azure";

    private static readonly TimeSpan LongestDirectUpload = TimeSpan.FromDays(1);

    /// <summary>With key or SAS; instead of <see cref="ServiceUri"/>.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>For instance <c>https://account.blob.core.windows.net</c>; signed in to with the managed identity, or what else Azure.Identity finds.</summary>
    public Uri? ServiceUri { get; init; }

    /// <summary>Of a user-assigned managed identity; without it the system-assigned one.</summary>
    public string? ManagedIdentityClientId { get; init; }

    /// <summary>Before the containers' names: <c>originals</c>, <c>renditions</c>, <c>ingest</c>.</summary>
    public string ContainerPrefix { get; init; } = "dam-";

    /// <summary>Whether clients are told to send files to the account themselves. They must be able to reach it.</summary>
    public bool DirectUploads { get; init; } = true;

    /// <summary>How long a client has for that.</summary>
    public TimeSpan DirectUploadLifetime { get; init; } = TimeSpan.FromHours(2);

    /// <summary>How much room renditions may take in the account, looked at every few hours.</summary>
    public long RenditionBytes { get; init; } = 500L * 1024 * 1024 * 1024;

    /// <summary>Access tier of originals, which are read seldom; the account's default when it is not given.</summary>
    public AccessTier? OriginalsTier { get; init; }

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static AzureBlobOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var uri = section[nameof(ServiceUri)];
        var tier = section[nameof(OriginalsTier)];
        var options = new AzureBlobOptions
        {
            ConnectionString = section[nameof(ConnectionString)] is { Length: > 0 } text ? text : null,
            ServiceUri = string.IsNullOrEmpty(uri) ? null
                : Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.Scheme == Uri.UriSchemeHttps ? parsed
                : throw new InvalidOperationException($"{Section}:{nameof(ServiceUri)}: \"{uri}\" is no https address."),
            ManagedIdentityClientId = section[nameof(ManagedIdentityClientId)] is { Length: > 0 } id ? id : null,
            DirectUploads = section.GetValue(nameof(DirectUploads), defaultValue: true),
            DirectUploadLifetime = section.GetValue(nameof(DirectUploadLifetime), TimeSpan.FromHours(2)) is var lifetime && lifetime > TimeSpan.Zero && lifetime <= LongestDirectUpload
                ? lifetime
                : throw new InvalidOperationException($"{Section}:{nameof(DirectUploadLifetime)}: {lifetime} is not between nothing and a day."),
            ContainerPrefix = section[nameof(ContainerPrefix)] ?? "dam-",
            RenditionBytes = section[nameof(RenditionBytes)] switch
            {
                null or "" => new AzureBlobOptions().RenditionBytes,
                var bytes when long.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var parsedBytes) && parsedBytes > 0 => parsedBytes,
                var bytes => throw new InvalidOperationException($"{Section}:{nameof(RenditionBytes)}: \"{bytes}\" is no number of bytes above zero."),
            },
            OriginalsTier = tier switch
            {
                null or "" => (AccessTier?)null,
                "Hot" => AccessTier.Hot,
                "Cool" => AccessTier.Cool,
                "Cold" => AccessTier.Cold,
                _ => throw new InvalidOperationException($"{Section}:{nameof(OriginalsTier)}: \"{tier}\" is none of Hot, Cool, Cold. Archived originals could not be read at once."),
            },
        };
        return (options.ConnectionString is null) == (options.ServiceUri is null)
            ? throw new InvalidOperationException($"{Section}: set either {nameof(ConnectionString)} or {nameof(ServiceUri)}, since Dam:Blobs:Provider is Azure.")
            : options;
    }

    /// <exception cref="InvalidOperationException">The connection string is none.</exception>
    public BlobServiceClient Connect(ILogger? logger = null)
    {
        var client = new BlobClientOptions { Retry = { MaxRetries = 4, NetworkTimeout = TimeSpan.FromSeconds(60) } };
        client.AddPolicy(new AzureAvailability(logger ?? NullLogger.Instance), HttpPipelinePosition.PerCall);
        if (ServiceUri is not null)
        {
            return new BlobServiceClient(ServiceUri, new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = ManagedIdentityClientId }), client);
        }

        try
        {
            return new BlobServiceClient(ConnectionString, client);
        }
        catch (FormatException failure)
        {
            throw new InvalidOperationException($"{Section}:{nameof(ConnectionString)} is no connection string of a storage account: {failure.Message}", failure);
        }
    }
}
