using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;

namespace Dam.Tests.Api;

/// <summary>Speaks to the service as a client does, over HTTP.</summary>
internal sealed class DamClient(HttpClient http, CancellationToken ct)
{
    /// <summary>The whole answer: <c>data</c> and <c>errors</c>.</summary>
    public async Task<JsonElement> PostAsync(string query, object? variables = null)
    {
        using var response = await http.PostAsJsonAsync("/graphql", new { query, variables }, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        try
        {
            return JsonDocument.Parse(text).RootElement;
        }
        catch (JsonException problem)
        {
            throw new InvalidOperationException($"{(int)response.StatusCode} is no JSON: {text}", problem);
        }
    }

    /// <summary>The answer's <c>data</c>; fails when there are errors.</summary>
    public async Task<JsonElement> QueryAsync(string query, object? variables = null)
    {
        var answer = await PostAsync(query, variables);
        return answer.TryGetProperty("errors", out var errors)
            ? throw new InvalidOperationException($"GraphQL errors: {errors}")
            : answer.GetProperty("data");
    }

    /// <summary>Runs a mutation of one field and gives its payload; fails when the payload has errors.</summary>
    public async Task<JsonElement> MutateAsync(string mutation, object input)
    {
        var data = await QueryAsync(mutation, new { input });
        var payload = data.EnumerateObject().Single().Value;
        return payload.GetProperty("errors").GetArrayLength() == 0
            ? payload
            : throw new InvalidOperationException($"Refused: {payload.GetProperty("errors")}");
    }

    /// <summary>Reserves a place and sends the bytes; gives the upload's id once the service has said that it has them.</summary>
    public async Task<string> UploadAsync(string filename, byte[] bytes)
    {
        var payload = await MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url headers { name value } } } errors { code message } } }",
            new { filename, size = bytes.LongLength, sha256 = Digest(bytes) });
        var upload = payload.GetProperty("upload");
        var target = upload.GetProperty("target");
        using var request = new HttpRequestMessage(HttpMethod.Put, target.GetProperty("url").GetString()) { Content = new ByteArrayContent(bytes) };
        foreach (var header in target.GetProperty("headers").EnumerateArray())
        {
            var (name, value) = (header.GetProperty("name").GetString()!, header.GetProperty("value").GetString());
            _ = request.Headers.TryAddWithoutValidation(name, value) || request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return upload.GetProperty("id").GetString()!;
    }

    /// <summary>A place for these bytes, by PUT and by tus.</summary>
    public async Task<(string Id, string Url, string TusUrl)> ReserveAsync(byte[] bytes)
    {
        var upload = (await MutateAsync(
            "mutation($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url tusUrl } } errors { code message } } }",
            new { filename = "x.png", size = bytes.Length })).GetProperty("upload");
        var target = upload.GetProperty("target");
        return (upload.GetProperty("id").GetString()!, target.GetProperty("url").GetString()!, target.GetProperty("tusUrl").GetString()!);
    }

    /// <summary>A part by tus 1.0.</summary>
    public async Task<HttpResponseMessage> PatchAsync(string tusUrl, int offset, byte[] part)
    {
        using var content = new ByteArrayContent(part);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Patch, tusUrl)
        {
            Content = content,
            Headers = { { "Tus-Resumable", "1.0.0" }, { "Upload-Offset", offset.ToString(CultureInfo.InvariantCulture) } },
        };
        return await http.SendAsync(request, ct);
    }

    /// <summary>A file that could not be processed just now, whose job waits to be tried again.</summary>
    public async Task<(int Attempts, string? LastError)> WaitForPostponedJobAsync()
    {
        for (var tries = 0; tries < 1200; tries++)
        {
            var jobs = (await QueryAsync("{ jobs(first: 20) { nodes { kind state attempts lastError } } }")).GetProperty("jobs").GetProperty("nodes");
            foreach (var job in jobs.EnumerateArray())
            {
                if (job.GetProperty("kind").GetString() == "process-version" && job.GetProperty("state").GetString() == "WAITING" && job.GetProperty("lastError").GetString() is { } error)
                {
                    return (job.GetProperty("attempts").GetInt32(), error);
                }
            }

            await Task.Delay(50, ct);
        }

        throw new TimeoutException("No job was postponed within a minute.");
    }

    public async Task<string> CreateAssetAsync(string uploadId, object? rights = null)
    {
        const string mutation = "mutation($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } errors { code message path } } }";
        object input = rights is null ? new { source = new { uploadId } } : new { source = new { uploadId }, rights };
        return (await MutateAsync(mutation, input)).GetProperty("asset").GetProperty("id").GetString()!;
    }

    public async Task ApproveAsync(string assetId) => await MutateAsync(
        "mutation($input: SetAssetStatusInput!) { setAssetStatus(input: $input) { asset { id } errors { code message } } }",
        new { assetId, status = "APPROVED" });

    /// <summary>An asset of these bytes, processed and approved.</summary>
    public async Task<string> PublishAsync(string filename, byte[] bytes)
    {
        var id = await CreateAssetAsync(await UploadAsync(filename, bytes));
        await ApproveAsync(id);
        await WaitUntilProcessedAsync(id);
        return id;
    }

    /// <summary>The state in which processing ended.</summary>
    public async Task<string> WaitUntilProcessedAsync(string assetId)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var data = await QueryAsync("query($id: ID!) { asset(id: $id) { processing { state } } }", new { id = assetId });
            var state = data.GetProperty("asset").GetProperty("processing").GetProperty("state").GetString()!;
            if (state is not ("PENDING" or "PROCESSING"))
            {
                return state;
            }

            await Task.Delay(50, ct);
        }

        throw new TimeoutException($"The asset {assetId} was not processed within 30 seconds.");
    }

    public static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
