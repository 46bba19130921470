using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Identity;
using Dam.Domain.Blobs;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Blobs.Azure;

/// <summary>
/// Around each request with all its retries: an account that does not answer, has too much to do or lets nobody in any more comes out as <see cref="StorageUnavailableException"/>. What it answers to one
/// request alone, such as that there is no such blob, passes. See https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
/// </summary>
internal sealed class AzureAvailability(ILogger logger) : HttpPipelinePolicy
{
    private readonly StoreFailureLog _failures = new(AzureBlobOptions.Section, logger);

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch (Exception failure) when (IsUnavailable(failure, message))
        {
            throw Unavailable(failure, message);
        }

        Check(message);
    }

    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        try
        {
            ProcessNext(message, pipeline);
        }
        catch (Exception failure) when (IsUnavailable(failure, message))
        {
            throw Unavailable(failure, message);
        }

        Check(message);
    }

    /// <summary>No answer at all, after the last retry: several failures come together.</summary>
    private static bool IsUnavailable(Exception failure, HttpMessage message) =>
        failure is RequestFailedException or AggregateException or AuthenticationFailedException or IOException
        || (failure is OperationCanceledException && !message.CancellationToken.IsCancellationRequested);

    private void Check(HttpMessage message)
    {
        if (message.Response.Status is 401 or 403 or 408 or 429 or >= 500)
        {
            throw Unavailable(new RequestFailedException($"{message.Response.Status} {message.Response.ReasonPhrase}"), message);
        }
    }

    private StorageUnavailableException Unavailable(Exception failure, HttpMessage message)
    {
        _failures.Say($"{message.Request.Uri.Host}: {failure.Message}");
        return new StorageUnavailableException(isFull: false, failure);
    }
}
