using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dam.Import.Rows;

namespace Dam.Import.Service;

/// <summary>What an import asks of the service's public API.</summary>
internal sealed class DamService : IDisposable
{
    /// <summary>Digests that are asked about at once; 1,000 are allowed.</summary>
    public const int MostDigests = 500;

    /// <summary>Assets that are made at once; 1,000 are allowed, and a failure costs a whole call.</summary>
    public const int MostAssets = 100;

    /// <summary>Ids that may be asked for at once.</summary>
    private const int MostNodes = 100;

    /// <summary>SKUs at once: each one's links are read before.</summary>
    private const int MostSkus = 50;

    private static readonly string[] Passing = ["THROTTLED", "DATABASE_UNAVAILABLE", "CHANGE_UNKNOWN"];

    private readonly HttpClient _http;

    /// <summary>For what a target takes: that may be the store itself, which the key is no business of.</summary>
    private readonly HttpClient _keyless;
    private readonly Patience _patience;

    public DamService(Uri url, string? key, TimeSpan patience)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2), AutomaticDecompression = DecompressionMethods.All };

        // A large file takes its time; each is bounded by the service.
        _http = new HttpClient(handler) { BaseAddress = new Uri(url.ToString().TrimEnd('/') + "/"), Timeout = TimeSpan.FromHours(1) };
        _keyless = new HttpClient(handler, disposeHandler: false) { Timeout = _http.Timeout };
        if (key is not null)
        {
            _http.DefaultRequestHeaders.Add("Dam-Api-Key", key);
        }

        _patience = new Patience(patience);
    }

    public void Dispose()
    {
        _keyless.Dispose();
        _http.Dispose();
    }

    /// <summary>Fails early, and in clear words, when there is no service, or none that takes files from us.</summary>
    public async Task CheckAsync(CancellationToken ct)
    {
        var data = await AskAsync("{ viewer { subject permissions } }", [], ct);
        var permissions = data["viewer"]!["permissions"]!.AsArray().Select(permission => permission!.GetValue<string>());
        if (!permissions.Contains("asset:write", StringComparer.Ordinal))
        {
            throw new ServiceException($"The service knows us as \"{data["viewer"]!["subject"]}\", who may not write assets. Give a key that may: --key, or DAM_API_KEY.");
        }
    }

    /// <summary>Assets that hold these bytes, by digest.</summary>
    public async Task<Dictionary<string, string>> HeldAsync(IReadOnlyList<string> digests, CancellationToken ct)
    {
        var data = await AskAsync(
            "query Held($checksums: [Sha256!]!) { assetsByChecksum(checksums: $checksums) { checksum asset { id } } }",
            new JsonObject { ["checksums"] = JsonSerializer.SerializeToNode(digests) },
            ct);
        return data["assetsByChecksum"]!.AsArray().Where(match => match!["asset"] is not null)
            .ToDictionary(match => match!["checksum"]!.GetValue<string>(), match => match!["asset"]!["id"]!.GetValue<string>(), StringComparer.Ordinal);
    }

    /// <summary>Sends a file; true when the service has it on its disk.</summary>
    public async Task<bool> UploadAsync(ImportRow row, CancellationToken ct)
    {
        var input = new JsonObject { ["filename"] = Path.GetFileName(row.Name), ["size"] = row.Size, ["sha256"] = row.Digest };
        var data = await AskAsync(
            "mutation Reserve($input: CreateUploadInput!) { createUpload(input: $input) { upload { id target { url headers { name value } largestPut tusUrl } } errors { code message path } } }",
            new JsonObject { ["input"] = input },
            ct);
        var payload = data["createUpload"]!;
        if (payload["upload"] is not { } upload)
        {
            row.Refuse(ErrorsOf(payload));
            return false;
        }

        var target = upload["target"]!;
        if (await _patience.RunAsync(token => PutAsync(row, target, token), ct) is { } refusal)
        {
            row.Refuse(refusal);
            return false;
        }

        row.UploadId = upload["id"]!.GetValue<string>();
        return true;
    }

    /// <summary>Makes assets of what was sent, and tells each row what became of it.</summary>
    public async Task CreateAsync(IReadOnlyList<ImportRow> rows, DuplicatePolicy policy, CancellationToken ct)
    {
        var onDuplicate = policy switch { DuplicatePolicy.Reject => "REJECT", DuplicatePolicy.Allow => "ALLOW", _ => "RETURN_EXISTING" };
        var input = new JsonObject
        {
            ["assets"] = new JsonArray([.. rows.Select(row => InputOf(row, onDuplicate))]),
            ["idempotencyKey"] = KeyOf(rows),
        };
        var data = await AskAsync(
            "mutation Create($input: CreateAssetsInput!) { createAssets(input: $input) { rows { outcome asset { id } errors { code message path } } errors { code message path } } }",
            new JsonObject { ["input"] = input },
            ct);
        var payload = data["createAssets"]!;
        if (ErrorsOf(payload) is { Count: > 0 } refusals)
        {
            foreach (var row in rows)
            {
                row.Refuse(refusals);
            }

            return;
        }

        foreach (var (row, made) in rows.Zip(payload["rows"]!.AsArray()))
        {
            if (made!["asset"] is { } asset)
            {
                row.Became(made["outcome"]!.GetValue<string>() == "EXISTING" ? RowOutcome.Existing : RowOutcome.Created, asset["id"]!.GetValue<string>());
            }
            else
            {
                row.Refuse(ErrorsOf(made));
            }
        }
    }

    /// <summary>Links assets to the SKUs that their rows name, behind those that the SKUs have already.</summary>
    public async Task LinkAsync(IReadOnlyList<ImportRow> rows, CancellationToken ct)
    {
        var bySku = rows.Where(row => row.AssetId is not null).SelectMany(row => row.Skus.Select(code => (Code: code, Row: row))).GroupBy(link => link.Code, link => link.Row, StringComparer.Ordinal);
        foreach (var skus in bySku.Chunk(MostSkus))
        {
            var linked = await LinksAsync([.. skus.Select(sku => sku.Key)], ct);
            var input = new JsonArray([.. skus.Select(sku => InputOf(sku.Key, linked[sku.Key], sku))]);
            var data = await AskAsync(
                "mutation Link($input: SyncSkusInput!) { syncSkus(input: $input) { rows { errors { code message path } } errors { code message path } } }",
                new JsonObject { ["input"] = new JsonObject { ["skus"] = input } },
                ct);
            var payload = data["syncSkus"]!;
            var whole = ErrorsOf(payload);
            foreach (var (sku, i) in skus.Select((sku, i) => (sku, i)))
            {
                var errors = whole.Count > 0 ? whole : ErrorsOf(payload["rows"]![i]!);
                foreach (var row in sku)
                {
                    // The asset is there all the same: only its link is not.
                    row.Errors.AddRange(errors);
                }
            }
        }
    }

    /// <summary>The states of processing, by asset, with the first problem of those that failed.</summary>
    public async Task<Dictionary<string, (string State, RowError? Problem)>> ProcessingAsync(IReadOnlyList<string> assetIds, CancellationToken ct)
    {
        var states = new Dictionary<string, (string, RowError?)>(StringComparer.Ordinal);
        foreach (var ids in assetIds.Chunk(MostNodes))
        {
            var data = await AskAsync(
                "query Processing($ids: [ID!]!) { nodes(ids: $ids) { ... on Asset { id processing { state problems { code message } } } } }",
                new JsonObject { ["ids"] = JsonSerializer.SerializeToNode(ids) },
                ct);
            foreach (var asset in data["nodes"]!.AsArray().OfType<JsonNode>())
            {
                var processing = asset["processing"]!;
                var problem = processing["problems"]!.AsArray() is [{ } first, ..] ? new RowError(first["code"]!.GetValue<string>(), first["message"]!.GetValue<string>()) : null;
                states[asset["id"]!.GetValue<string>()] = (processing["state"]!.GetValue<string>(), problem);
            }
        }

        return states;
    }

    private static JsonObject InputOf(ImportRow row, string onDuplicate)
    {
        var asset = new JsonObject { ["source"] = new JsonObject { ["uploadId"] = row.UploadId }, ["onDuplicate"] = onDuplicate };
        if (row.Title is not null)
        {
            asset["title"] = row.Title;
        }

        if (row.Tags.Count > 0)
        {
            asset["tags"] = JsonSerializer.SerializeToNode(row.Tags);
        }

        if (row.AltTexts.Count > 0)
        {
            asset["altText"] = new JsonArray([.. row.AltTexts.Select(text => new JsonObject { ["locale"] = text.Key, ["text"] = text.Value })]);
        }

        if (row.Metadata.Count > 0)
        {
            asset["metadata"] = row.Metadata.DeepClone();
        }

        if (row.Credit is not null || row.CopyrightNotice is not null)
        {
            asset["rights"] = new JsonObject { ["credit"] = row.Credit, ["copyrightNotice"] = row.CopyrightNotice };
        }

        return asset;
    }

    private static JsonObject InputOf(string code, IReadOnlyList<(string AssetId, string Role)> linked, IEnumerable<ImportRow> rows)
    {
        var links = linked.Concat(rows.Select(row => (AssetId: row.AssetId!, Role: row.SkuRole)).ExceptBy(linked.Select(link => link.AssetId), link => link.AssetId, StringComparer.Ordinal)).Distinct();
        return new JsonObject
        {
            ["code"] = code,
            ["links"] = new JsonArray([.. links.Select(link => new JsonObject { ["asset"] = new JsonObject { ["id"] = link.AssetId }, ["role"] = link.Role })]),
        };
    }

    /// <summary>The same uploads are the same call, also when its answer was lost.</summary>
    private static string KeyOf(IReadOnlyList<ImportRow> rows) =>
        $"import:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(row => row.UploadId)))))}";

    private static List<RowError> ErrorsOf(JsonNode payload) =>
    [
        .. payload["errors"]!.AsArray().Select(error => new RowError(
            error!["code"]!.GetValue<string>(),
            error["message"]!.GetValue<string>(),
            error["path"] is JsonArray path ? string.Join('.', path.Select(step => step!.GetValue<string>())) : null)),
    ];

    /// <summary>Syncing replaces a SKU's links, so those that are there are sent along.</summary>
    private async Task<Dictionary<string, IReadOnlyList<(string AssetId, string Role)>>> LinksAsync(string[] codes, CancellationToken ct)
    {
        var linked = new Dictionary<string, IReadOnlyList<(string, string)>>(StringComparer.Ordinal);
        foreach (var code in codes)
        {
            var links = new List<(string, string)>();
            JsonNode? after = null;
            do
            {
                var data = await AskAsync(
                    "query Links($code: String!, $after: String) { sku(code: $code) { assets(first: 100, after: $after, deliverable: false) { nodes { role asset { id } } pageInfo { hasNextPage endCursor } } } }",
                    new JsonObject { ["code"] = code, ["after"] = after?.DeepClone() },
                    ct);
                var page = data["sku"]?["assets"];
                links.AddRange(page?["nodes"]!.AsArray().Select(link => (link!["asset"]!["id"]!.GetValue<string>(), link["role"]!.GetValue<string>())) ?? []);
                after = page?["pageInfo"]!["hasNextPage"]!.GetValue<bool>() == true ? page["pageInfo"]!["endCursor"] : null;
            }
            while (after is not null);
            linked[code] = links;
        }

        return linked;
    }

    /// <summary>Null when the service has the bytes; else why it will not take them.</summary>
    private async Task<RowError?> PutAsync(ImportRow row, JsonNode target, CancellationToken ct)
    {
        // Where the store does not take so much at once, the service does.
        var isTooLarge = target["largestPut"] is { } largest && row.Size > largest.GetValue<long>();
        await using var file = new FileStream(row.Path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var content = new StreamContent(file, bufferSize: 128 * 1024);
        content.Headers.ContentLength = row.Size;
        using var request = new HttpRequestMessage(HttpMethod.Put, target[isTooLarge ? "tusUrl" : "url"]!.GetValue<string>()) { Content = content };
        foreach (var header in target["headers"]!.AsArray())
        {
            var (name, value) = (header!["name"]!.GetValue<string>(), header["value"]!.GetValue<string>());
            _ = request.Headers.TryAddWithoutValidation(name, value) || content.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _keyless.SendAsync(request, ct);
        if (response.IsSuccessStatusCode)
        {
            return null;
        }

        var problem = await ReadAsync(response, ct);
        return Patience.IsBusy(response.StatusCode)
            ? throw new BusyException(MessageOf(response, problem), RetryAfter(response))
            : new RowError(problem?["code"]?.GetValue<string>() ?? $"HTTP_{(int)response.StatusCode}", MessageOf(response, problem));
    }

    private Task<JsonNode> AskAsync(string query, JsonObject variables, CancellationToken ct) => _patience.RunAsync(token => AskOnceAsync(query, variables, token), ct);

    private async Task<JsonNode> AskOnceAsync(string query, JsonObject variables, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync("graphql", new JsonObject { ["query"] = query, ["variables"] = variables.DeepClone() }, ct);
        var answer = await ReadAsync(response, ct);
        if (Patience.IsBusy(response.StatusCode))
        {
            throw new BusyException(MessageOf(response, answer), RetryAfter(response));
        }

        if (answer?["errors"] is JsonArray { Count: > 0 } errors)
        {
            var (code, message) = (errors[0]!["extensions"]?["code"]?.GetValue<string>(), errors[0]!["message"]!.GetValue<string>());
            throw Passing.Contains(code, StringComparer.Ordinal) ? new BusyException(message, RetryAfter(response)) : new ServiceException($"The service refuses: {message} ({code})");
        }

        return answer?["data"] ?? throw new ServiceException($"{_http.BaseAddress} does not speak as Dam does: {MessageOf(response, answer)}");
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(ct);
            return await JsonNode.ParseAsync(body, cancellationToken: ct);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string MessageOf(HttpResponseMessage response, JsonNode? problem) =>
        (problem as JsonObject)?["detail"]?.GetValue<string>() ?? $"it answers {(int)response.StatusCode} {response.ReasonPhrase}.";

    private static TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter?.Delta;
}
