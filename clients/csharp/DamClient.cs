using System.Security.Cryptography;

namespace Dam.Client.Sample;

/// <summary>What an importer and a shop do with Dam.</summary>
internal sealed class DamClient(HttpClient http, TimeProvider time)
{
    private readonly GraphQLClient _graphql = new(http, time);

    /// <summary>Sends a file and gives the upload's id. The bytes are on the service's disk when this returns.</summary>
    public async Task<string> UploadAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = File.OpenRead(path);
        var sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
        file.Position = 0;
        var input = new { filename = Path.GetFileName(path), size = file.Length, sha256 };
        var payload = (await _graphql.ExecuteAsync<CreateUploadAnswer>("CreateUpload", new { input }, cancellationToken)).CreateUpload;
        var upload = payload.Upload ?? throw new RefusedException(payload.Errors);

        using var request = new HttpRequestMessage(new HttpMethod(upload.Target.Method), upload.Target.Url) { Content = new StreamContent(file) };
        foreach (var header in upload.Target.Headers)
        {
            request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return upload.Id;
    }

    /// <summary>Makes an asset of an upload; for bytes that an asset holds already, gives that one.</summary>
    public async Task<string> CreateAssetAsync(string uploadId, string title, CancellationToken cancellationToken)
    {
        var input = new { source = new { uploadId }, title };
        var payload = (await _graphql.ExecuteAsync<CreateAssetAnswer>("CreateAsset", new { input }, cancellationToken)).CreateAsset;
        return payload switch
        {
            { Asset: { } asset } => asset.Id,
            { Errors: [DuplicateContent { Existing: { } existing }] } => existing.Id,
            _ => throw new RefusedException(payload.Errors),
        };
    }

    /// <summary>Waits until the service has read and prepared the file.</summary>
    public async Task WaitUntilReadyAsync(string assetId, CancellationToken cancellationToken)
    {
        while (true)
        {
            var answer = await _graphql.ExecuteAsync<AssetProcessingAnswer>("AssetProcessing", new { id = assetId }, cancellationToken);
            var processing = answer.Asset?.Processing ?? throw new InvalidOperationException($"The asset {assetId} is gone.");
            switch (processing.State)
            {
                case ProcessingState.Ready:
                    return;
                case ProcessingState.Failed or ProcessingState.Quarantined:
                    throw new InvalidOperationException(string.Join(' ', processing.Problems.Select(problem => problem.Message)));
                default:
                    await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
                    break;
            }
        }
    }

    public async Task ApproveAsync(string assetId, CancellationToken cancellationToken)
    {
        var answer = await _graphql.ExecuteAsync<ApproveAssetAnswer>("ApproveAsset", new { assetId }, cancellationToken);
        RefusedException.ThrowIfAny(answer.SetAssetStatus.Errors);
    }

    /// <summary>Makes an asset the main image of a SKU, which is made if there is none.</summary>
    public async Task<SyncSkusPayload> LinkAsync(string sku, string assetId, CancellationToken cancellationToken)
    {
        var skus = new[] { new { code = sku, links = new[] { new { asset = new { id = assetId }, role = SkuRole.Primary } } } };
        var answer = await _graphql.ExecuteAsync<SyncSkusAnswer>("SyncSkus", new { skus }, cancellationToken);
        RefusedException.ThrowIfAny(answer.SyncSkus.Errors);
        return answer.SyncSkus;
    }

    /// <summary>What a product page in a territory shows, in order; an asset that may not be shown there is not in it.</summary>
    public async Task<IReadOnlyList<LinkedAsset>> ImagesAsync(string sku, string territory, int width, CancellationToken cancellationToken)
    {
        var answer = await _graphql.ExecuteAsync<ProductImagesAnswer>("ProductImages", new { code = sku, territory, width }, cancellationToken);
        return answer.Sku?.Assets.Nodes ?? [];
    }

    /// <summary>Fetches a rendition, in the best format that the caller takes.</summary>
    public async Task<byte[]> DownloadAsync(Uri url, string accept, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.ParseAdd(accept);
        using var response = await http.SendAsync(request, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }
}

/// <summary>A mutation that was refused with errors that its caller did not expect.</summary>
internal sealed class RefusedException(IReadOnlyList<Refusal> errors)
    : Exception(string.Join(' ', errors.Select(error => $"{error.Code} at {string.Join('.', error.Path ?? [])}: {error.Message}")))
{
    public static void ThrowIfAny(IReadOnlyList<Refusal> errors)
    {
        if (errors.Count > 0)
        {
            throw new RefusedException(errors);
        }
    }
}
