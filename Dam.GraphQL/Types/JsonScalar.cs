using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>Any JSON. Parsed values are <see cref="JsonElement"/> of their own, which outlive the request.</summary>
public sealed class JsonScalar : ScalarType<JsonElement>
{
    public JsonScalar()
        : base("JSON") => Description = "Any JSON value.";

    public override IReadOnlyList<Type> ClrTypes => [typeof(JsonElement), typeof(JsonNode), typeof(JsonObject), typeof(JsonArray), typeof(JsonDocument)];

    public override bool TryParseLiteral(Value literal, Func<string, JsonElement?>? variables, out object? value, [NotNullWhen(false)] out string? problem)
    {
        problem = null;
        value = null;
        try
        {
            value = JsonSerializer.SerializeToElement(Node(literal, variables));
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
        }

        return problem is null;
    }

    public override bool TryParseJson(JsonElement json, out object? value, [NotNullWhen(false)] out string? problem)
    {
        value = json.Clone();
        problem = null;
        return true;
    }

    public override void Write(JsonBuffer buffer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            buffer.WriteNull();
        }
        else
        {
            buffer.WriteRaw(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value));
        }
    }

    public override void Write(JsonBuffer buffer, object value)
    {
        switch (value)
        {
            case JsonElement element:
                Write(buffer, element);
                break;
            case JsonDocument document:
                Write(buffer, document.RootElement);
                break;
            default:
                buffer.WriteRaw(JsonSerializer.SerializeToUtf8Bytes((JsonNode)value));
                break;
        }
    }

    public override object ConvertTo(Type clr, object value) => clr.IsAssignableTo(typeof(JsonNode))
        ? JsonSerializer.Deserialize((JsonElement)value, clr) ?? throw new InvalidCastException("null is no JSON node.")
        : base.ConvertTo(clr, value);

    private static JsonNode? Node(Value literal, Func<string, JsonElement?>? variables) => literal switch
    {
        NullValue => null,
        StringValue text => JsonValue.Create(text.Text),
        BooleanValue flag => JsonValue.Create(flag.Value),
        EnumValue name => throw new FormatException($"JSON cannot represent value: {name}"),
        IntValue number => JsonNode.Parse(number.Text),
        FloatValue number => JsonNode.Parse(number.Text),
        ListValue list => new JsonArray([.. list.Items.Select(item => Node(item, variables))]),
        ObjectValue fields => new JsonObject(fields.Fields.Select(field => KeyValuePair.Create(field.Name, Node(field.Value, variables)))),
        Variable variable => variables?.Invoke(variable.Name) is { } json ? JsonSerializer.SerializeToNode(json) : null,
        _ => throw new FormatException($"JSON cannot represent value: {literal}"),
    };
}
