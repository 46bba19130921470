using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>What one HTTP request brought: one request, or a batch of them.</summary>
internal readonly record struct PostedRequests(RequestBody? Single, IReadOnlyList<RequestBody>? Batch) : IDisposable
{
    public void Dispose()
    {
        Single?.Dispose();
        foreach (var body in Batch ?? [])
        {
            body.Dispose();
        }
    }
}

/// <summary>The parameters of a request. The document stays UTF-8, in a pooled array.</summary>
internal sealed class RequestBody : IDisposable
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    private byte[]? _query;
    private int _queryLength;
    private JsonDocument? _variables;
    private JsonDocument? _extensions;

    public ReadOnlyMemory<byte> Query => _query.AsMemory(0, _queryLength);

    /// <summary>Names the document when there is no text.</summary>
    public string? DocumentId { get; private set; }

    public string? OperationName { get; private set; }

    public JsonElement Variables => _variables?.RootElement ?? default;

    public JsonElement Extensions => _extensions?.RootElement ?? default;

    /// <summary>Files by the place in the variables that they fill.</summary>
    public IReadOnlyDictionary<string, Upload>? Files { get; set; }

    /// <summary>Why this part of a batch is no request.</summary>
    public RequestException? Problem { get; private init; }

    /// <exception cref="RequestException">It is too large, or not the JSON of a request.</exception>
    public static async ValueTask<PostedRequests> ReadAsync(PipeReader reader, int maxBytes, int maxBatch, TimeSpan timeout, CancellationToken cancellationToken)
    {
        CancellationTokenSource? deadline = null;
        try
        {
            while (true)
            {
                // Most bodies have come with the headers: nothing needs to watch the clock.
                if (!reader.TryRead(out var read))
                {
                    deadline ??= DeadlineIn(timeout, cancellationToken);
                    read = await reader.ReadAsync(deadline.Token);
                }

                if (read.Buffer.Length > maxBytes)
                {
                    reader.AdvanceTo(read.Buffer.End);
                    throw RequestException.TooLarge(maxBytes);
                }

                if (read.IsCompleted)
                {
                    try
                    {
                        return Parse(read.Buffer, maxBatch);
                    }
                    finally
                    {
                        reader.AdvanceTo(read.Buffer.End);
                    }
                }

                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            }
        }
        catch (OperationCanceledException) when (deadline is { IsCancellationRequested: true } && !cancellationToken.IsCancellationRequested)
        {
            throw new RequestException(StatusCodes.Status408RequestTimeout, $"The body did not come within {timeout.TotalSeconds:0.###} seconds.");
        }
        finally
        {
            deadline?.Dispose();
        }
    }

    /// <summary>The JSON of a request, or with <paramref name="maxBatch"/> above 0 an array of such.</summary>
    /// <exception cref="RequestException">It is not that.</exception>
    public static PostedRequests Parse(in ReadOnlySequence<byte> json, int maxBatch)
    {
        try
        {
            // RFC 8259, section 8.1: a byte order mark may be ignored.
            var start = new SequenceReader<byte>(json);
            start.IsNext([0xEF, 0xBB, 0xBF], advancePast: true);
            var reader = new Utf8JsonReader(start.UnreadSequence, Options);
            CheckReadable(!json.IsEmpty && reader.Read(), "The body is empty.");
            var posted = reader.TokenType == JsonTokenType.StartArray ? new PostedRequests(null, ReadBatch(ref reader, maxBatch)) : new PostedRequests(ReadRequest(ref reader), null);
            try
            {
                // Anything behind it is an error of the reader's.
                reader.Read();
                return posted;
            }
            catch (JsonException)
            {
                posted.Dispose();
                throw;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text that is not UTF-8 is an invalid operation to the reader.
            throw RequestException.Unreadable("The body is not valid JSON.");
        }
    }

    /// <exception cref="RequestException">A parameter is missing or wrong.</exception>
    public static RequestBody FromQuery(IQueryCollection parameters, int maxBytes)
    {
        var query = Single(parameters, "query");
        var body = new RequestBody
        {
            OperationName = Single(parameters, "operationName"),
            DocumentId = Single(parameters, "documentId") ?? Single(parameters, "doc_id") ?? Single(parameters, "id"),
        };
        try
        {
            if (query is not null)
            {
                body._query = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(query.Length));
                body._queryLength = Encoding.UTF8.GetBytes(query, body._query);
            }

            if (body._queryLength > maxBytes)
            {
                throw RequestException.TooLarge(maxBytes);
            }

            body._variables = ParseObject(parameters, "variables");
            body._extensions = ParseObject(parameters, "extensions");
            CheckText(body.Variables, "variables");
            CheckText(body.Extensions, "extensions");
            body.CheckDocument();
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _variables?.Dispose();
        _extensions?.Dispose();
        if (_query is not null)
        {
            ArrayPool<byte>.Shared.Return(_query);
            _query = null;
        }
    }

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw RequestException.WrongParameters(message);
        }
    }

    private static void CheckReadable(bool holds, string message)
    {
        if (!holds)
        {
            throw RequestException.Unreadable(message);
        }
    }

    /// <summary>A parameter's value; an empty one is none.</summary>
    private static string? Single(IQueryCollection parameters, string name)
    {
        var values = parameters[name];
        Check(values.Count <= 1, $"There is more than one \"{name}\".");
        return values is [{ Length: > 0 } value] ? value : null;
    }

    private static JsonDocument? ParseObject(IQueryCollection parameters, string name)
    {
        if (Single(parameters, name) is not { } json)
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null)
            {
                return document;
            }

            document.Dispose();
            throw RequestException.WrongParameters($"\"{name}\" must be a JSON object.");
        }
        catch (JsonException)
        {
            throw RequestException.Unreadable($"\"{name}\" must be JSON.");
        }
    }

    /// <summary>A JSON document looks at its text only when that is read: what is no Unicode is found here, not in the middle of the execution.</summary>
    private static void CheckText(JsonElement element, string name)
    {
        if (element.ValueKind == JsonValueKind.Undefined)
        {
            return;
        }

        var json = JsonMarshal.GetRawUtf8Value(element);
        if (!Utf8.IsValid(json))
        {
            throw NoUnicode(name);
        }

        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, Options);
        while (reader.Read())
        {
            if (!reader.ValueIsEscaped)
            {
                continue;
            }

            try
            {
                reader.GetString();
            }
            catch (InvalidOperationException)
            {
                throw NoUnicode(name);
            }
        }
    }

    private static RequestException NoUnicode(string name) => RequestException.Unreadable($"\"{name}\" contains text that is not valid Unicode.");

    private static CancellationTokenSource DeadlineIn(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        return deadline;
    }

    private static List<RequestBody> ReadBatch(ref Utf8JsonReader reader, int maxBatch)
    {
        Check(maxBatch > 0, "Batches of requests are not taken here: the body must be a JSON object.");
        var batch = new List<RequestBody>();
        try
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                Check(reader.TokenType == JsonTokenType.StartObject, "Each part of a batch must be a JSON object.");
                Check(batch.Count < maxBatch, $"A batch may have at most {maxBatch} requests.");
                batch.Add(ReadItem(reader));
                reader.Skip();
            }

            Check(batch.Count > 0, "A batch must have a request.");
            return batch;
        }
        catch
        {
            new PostedRequests(null, batch).Dispose();
            throw;
        }
    }

    /// <summary>A part that is no request does not keep the others from being answered.</summary>
    private static RequestBody ReadItem(Utf8JsonReader reader)
    {
        try
        {
            return ReadRequest(ref reader);
        }
        catch (RequestException problem)
        {
            return new RequestBody { Problem = problem };
        }
    }

    private static RequestBody ReadRequest(ref Utf8JsonReader reader)
    {
        var body = new RequestBody();
        try
        {
            body.ReadObject(ref reader);
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private void ReadObject(ref Utf8JsonReader reader)
    {
        Check(reader.TokenType == JsonTokenType.StartObject, "The body must be a JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("query"u8))
            {
                ReadQuery(ref reader);
            }
            else if (reader.ValueTextEquals("documentId"u8))
            {
                reader.Read();
                Check(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, "\"documentId\" must be a string.");
                DocumentId = reader.GetString() is { Length: > 0 } id ? id : DocumentId;
            }
            else if (reader.ValueTextEquals("doc_id"u8) || reader.ValueTextEquals("id"u8))
            {
                // What documents were named by before; others put numbers of their own there.
                reader.Read();
                DocumentId ??= reader.TokenType == JsonTokenType.String && reader.GetString() is { Length: > 0 } id ? id : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("operationName"u8))
            {
                reader.Read();
                Check(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, "\"operationName\" must be a string.");
                OperationName = reader.GetString() is { Length: > 0 } name ? name : null;
            }
            else if (reader.ValueTextEquals("variables"u8))
            {
                ReadParameter(ref reader, "variables", ref _variables);
            }
            else if (reader.ValueTextEquals("extensions"u8))
            {
                ReadParameter(ref reader, "extensions", ref _extensions);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        CheckDocument();
    }

    private static void ReadParameter(ref Utf8JsonReader reader, string name, ref JsonDocument? parameter)
    {
        reader.Read();
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
        {
            throw RequestException.WrongParameters($"\"{name}\" must be an object.");
        }

        parameter?.Dispose();
        parameter = reader.TokenType == JsonTokenType.Null ? null : JsonDocument.ParseValue(ref reader);
        CheckText(parameter?.RootElement ?? default, name);
    }

    /// <summary>A request has a document, or names one. Empty text is none, as it is in a URL.</summary>
    private void CheckDocument() => Check(
        _queryLength > 0 || DocumentId is not null
            || (Extensions.ValueKind == JsonValueKind.Object && Extensions.TryGetProperty("persistedQuery", out var persisted) && persisted.ValueKind != JsonValueKind.Null),
        "Must provide query string.");

    private void ReadQuery(ref Utf8JsonReader reader)
    {
        reader.Read();
        Check(reader.TokenType is JsonTokenType.String or JsonTokenType.Null, "\"query\" must be a string.");
        if (_query is not null)
        {
            ArrayPool<byte>.Shared.Return(_query);
            _query = null;
            _queryLength = 0;
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            _query = ArrayPool<byte>.Shared.Rent(Math.Max(reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length, 1));
            _queryLength = reader.CopyString(_query);
        }
    }
}
