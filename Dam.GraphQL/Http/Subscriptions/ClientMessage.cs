using System.Text.Json;

namespace Dam.GraphQL.Http.Subscriptions;

internal enum ClientMessageType
{
    ConnectionInit,
    Ping,
    Pong,
    Subscribe,
    Complete,
}

/// <summary>A message of the graphql-transport-ws protocol from the client. The payload is JSON within the bytes that were read, empty when there is none.</summary>
internal readonly record struct ClientMessage(ClientMessageType Type, string Id, ReadOnlyMemory<byte> Payload)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 66 };

    /// <exception cref="RequestException">It is no message of the protocol.</exception>
    public static ClientMessage Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Read(json);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw Bad("The message is not valid JSON.");
        }
    }

    /// <summary>The payload as an object of its own; undefined when there is none.</summary>
    public JsonElement ReadPayload() => Payload.IsEmpty ? default : JsonElement.Parse(Payload.Span);

    private static ClientMessage Read(ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span, Options);
        Check(reader.Read() && reader.TokenType == JsonTokenType.StartObject, "A message must be a JSON object.");
        ClientMessageType? type = null;
        string? id = null;
        var payload = ReadOnlyMemory<byte>.Empty;
        var payloadToken = JsonTokenType.Null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = ReadType(reader);
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("payload"u8))
            {
                reader.Read();
                payloadToken = reader.TokenType;
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                payload = payloadToken == JsonTokenType.Null ? default : json[start..(int)reader.BytesConsumed];
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

        Check(type is not null, "\"type\" is missing.");
        if (type is ClientMessageType.Subscribe or ClientMessageType.Complete)
        {
            Check(!string.IsNullOrEmpty(id), "\"id\" must be a string that is not empty.");
            Check(type == ClientMessageType.Complete || payloadToken == JsonTokenType.StartObject, "\"payload\" must be an object.");
        }
        else
        {
            Check(payloadToken is JsonTokenType.StartObject or JsonTokenType.Null, "\"payload\" must be an object.");
        }

        return new ClientMessage(type.Value, id ?? "", payload);
    }

    private static ClientMessageType ReadType(in Utf8JsonReader reader)
    {
        Check(reader.TokenType is JsonTokenType.String, "\"type\" must be a string.");
        return reader.ValueTextEquals("subscribe"u8) ? ClientMessageType.Subscribe
            : reader.ValueTextEquals("complete"u8) ? ClientMessageType.Complete
            : reader.ValueTextEquals("ping"u8) ? ClientMessageType.Ping
            : reader.ValueTextEquals("pong"u8) ? ClientMessageType.Pong
            : reader.ValueTextEquals("connection_init"u8) ? ClientMessageType.ConnectionInit
            : throw Bad("The message's type is unknown.");
    }

    private static void Check([System.Diagnostics.CodeAnalysis.DoesNotReturnIf(false)] bool holds, string message)
    {
        if (!holds)
        {
            throw Bad(message);
        }
    }

    private static RequestException Bad(string message) => new(Microsoft.AspNetCore.Http.StatusCodes.Status400BadRequest, message);
}
