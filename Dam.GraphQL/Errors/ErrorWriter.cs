using System.Globalization;
using Dam.GraphQL.Json;

namespace Dam.GraphQL.Errors;

/// <summary>Section 7.1.5: writes errors as JSON.</summary>
internal static class ErrorWriter
{
    public static void Write(JsonBuffer json, IReadOnlyList<GraphQLError> errors)
    {
        json.WriteByte((byte)'[');
        for (var i = 0; i < errors.Count; i++)
        {
            if (i > 0)
            {
                json.WriteByte((byte)',');
            }

            Write(json, errors[i]);
        }

        json.WriteByte((byte)']');
    }

    private static void Write(JsonBuffer json, GraphQLError error)
    {
        json.WriteRaw("{\"message\":"u8);
        json.WriteString(error.Message);
        if (error.Locations.Count > 0)
        {
            json.WriteRaw(",\"locations\":["u8);
            for (var i = 0; i < error.Locations.Count; i++)
            {
                json.WriteRaw(i == 0 ? "{\"line\":"u8 : ",{\"line\":"u8);
                json.WriteNumber(error.Locations[i].Line);
                json.WriteRaw(",\"column\":"u8);
                json.WriteNumber(error.Locations[i].Column);
                json.WriteByte((byte)'}');
            }

            json.WriteByte((byte)']');
        }

        if (error.Path is { } path)
        {
            json.WriteRaw(",\"path\":["u8);
            for (var i = 0; i < path.Count; i++)
            {
                if (i > 0)
                {
                    json.WriteByte((byte)',');
                }

                WriteValue(json, path[i]);
            }

            json.WriteByte((byte)']');
        }

        WriteExtensions(json, error);
        json.WriteByte((byte)'}');
    }

    private static void WriteExtensions(JsonBuffer json, GraphQLError error)
    {
        if (error.Code is null && error.Extensions is null)
        {
            return;
        }

        json.WriteRaw(",\"extensions\":"u8);
        var entries = error.Extensions ?? new Dictionary<string, object?>(StringComparer.Ordinal);
        WriteObject(json, error.Code is null ? entries : entries.Prepend(new("code", error.Code)));
    }

    /// <summary>Writes strings, numbers, booleans, and dictionaries of such.</summary>
    public static void WriteObject(JsonBuffer json, IEnumerable<KeyValuePair<string, object?>> entries)
    {
        json.WriteByte((byte)'{');
        var first = true;
        foreach (var (name, value) in entries)
        {
            if (!first)
            {
                json.WriteByte((byte)',');
            }

            first = false;
            json.WriteString(name);
            json.WriteByte((byte)':');
            WriteValue(json, value);
        }

        json.WriteByte((byte)'}');
    }

    private static void WriteValue(JsonBuffer json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull();
                break;
            case bool flag:
                json.WriteBoolean(flag);
                break;
            case int number:
                json.WriteNumber(number);
                break;
            case long number:
                json.WriteNumber(number);
                break;
            case double number:
                json.WriteNumber(number);
                break;
            case IReadOnlyDictionary<string, object?> entries:
                WriteObject(json, entries);
                break;
            default:
                json.WriteString(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
