using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>What came is no GraphQL request; the message is shown.</summary>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
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

    /// <exception cref="RequestException">It is too large, or not the JSON of a request.</exception>
    public static async ValueTask<RequestBody> ReadAsync(PipeReader reader, int maxBytes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > maxBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"The request is larger than {maxBytes} bytes.");
            }

            if (read.IsCompleted)
            {
                try
                {
                    return Parse(read.Buffer);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <exception cref="RequestException">A parameter is missing or wrong.</exception>
    public static RequestBody FromQuery(IQueryCollection parameters, int maxBytes)
    {
        var query = parameters["query"].ToString();
        var body = new RequestBody();
        try
        {
            if (query.Length > 0)
            {
                body._query = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(query.Length));
                body._queryLength = Encoding.UTF8.GetBytes(query, body._query);
            }

            body.DocumentId = parameters["documentId"].FirstOrDefault() ?? parameters["doc_id"].FirstOrDefault() ?? parameters["id"].FirstOrDefault();
            body.OperationName = parameters["operationName"] is [{ Length: > 0 } name] ? name : null;
            if (body._queryLength > maxBytes)
            {
                throw new RequestException(StatusCodes.Status413PayloadTooLarge, $"The request is larger than {maxBytes} bytes.");
            }

            if (parameters["variables"] is [{ Length: > 0 } variables])
            {
                body._variables = JsonDocument.Parse(variables);
                Check(body._variables.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null, "Variables are invalid JSON.");
                CheckText(body._variables.RootElement);
            }

            if (parameters["extensions"] is [{ Length: > 0 } extensions])
            {
                body._extensions = JsonDocument.Parse(extensions);
                Check(body._extensions.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null, "\"extensions\" must be a JSON object.");
            }

            body.CheckDocument();
            return body;
        }
        catch (JsonException)
        {
            body.Dispose();
            throw Bad("\"variables\" and \"extensions\" must be JSON.");
        }
        catch (RequestException)
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

    private static RequestException Bad(string message) => new(StatusCodes.Status400BadRequest, message);

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw Bad(message);
        }
    }

    /// <summary>A JSON document looks at its text only when that is read: what is no Unicode is found here, not in the middle of the execution.</summary>
    private static void CheckText(JsonElement variables)
    {
        const string Problem = "Variables contain text that is not valid Unicode.";
        var json = JsonMarshal.GetRawUtf8Value(variables);
        Check(Utf8.IsValid(json), Problem);
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
                throw Bad(Problem);
            }
        }
    }

    /// <exception cref="RequestException">It is not the JSON of a request.</exception>
    public static RequestBody Parse(in ReadOnlySequence<byte> json)
    {
        var body = new RequestBody();
        try
        {
            // RFC 8259, section 8.1: a byte order mark may be ignored.
            var start = new SequenceReader<byte>(json);
            start.IsNext([0xEF, 0xBB, 0xBF], advancePast: true);
            body.ReadObject(new Utf8JsonReader(start.UnreadSequence, Options));
            return body;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Text that is not UTF-8 is an invalid operation to the reader.
            body.Dispose();
            throw Bad("The body is not valid JSON.");
        }
        catch (RequestException)
        {
            body.Dispose();
            throw;
        }
    }

    private void ReadObject(Utf8JsonReader reader)
    {
        Check(reader.Read(), "The body is empty.");
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
                DocumentId = reader.GetString() ?? DocumentId;
            }
            else if (reader.ValueTextEquals("doc_id"u8) || reader.ValueTextEquals("id"u8))
            {
                // What documents were named by before; others put numbers of their own there.
                reader.Read();
                DocumentId ??= reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
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
                reader.Read();
                Check(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null, "\"variables\" must be an object.");
                _variables?.Dispose();
                _variables = reader.TokenType == JsonTokenType.Null ? null : JsonDocument.ParseValue(ref reader);
                if (_variables is not null)
                {
                    CheckText(_variables.RootElement);
                }
            }
            else if (reader.ValueTextEquals("extensions"u8))
            {
                reader.Read();
                Check(reader.TokenType is JsonTokenType.StartObject or JsonTokenType.Null, "\"extensions\" must be an object.");
                _extensions?.Dispose();
                _extensions = reader.TokenType == JsonTokenType.Null ? null : JsonDocument.ParseValue(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        // Anything behind the object is an error of the reader's.
        while (reader.Read())
        {
        }

        CheckDocument();
    }

    /// <summary>A request has a document, or names one.</summary>
    private void CheckDocument() => Check(
        _query is not null || DocumentId is not null || (Extensions.ValueKind == JsonValueKind.Object && Extensions.TryGetProperty("persistedQuery", out _)),
        "Must provide query string.");

    private void ReadQuery(ref Utf8JsonReader reader)
    {
        reader.Read();
        Check(reader.TokenType == JsonTokenType.String, "\"query\" must be a string.");
        var length = reader.HasValueSequence ? (int)reader.ValueSequence.Length : reader.ValueSpan.Length;
        if (_query is not null)
        {
            ArrayPool<byte>.Shared.Return(_query);
        }

        _query = ArrayPool<byte>.Shared.Rent(Math.Max(length, 1));
        _queryLength = reader.CopyString(_query);
    }
}
