using System.Text.Json;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Coercion;

/// <summary>Section 6.1.2: from the JSON of a request's variables to coerced values.</summary>
internal sealed class VariableCoercion
{
    private const int MaxErrors = 50;

    private readonly Schema _schema;
    private readonly Document _document;
    private readonly bool _suggestions;
    private readonly IReadOnlyDictionary<string, Upload>? _files;
    private readonly int _maxValues;
    private readonly List<GraphQLError> _errors = [];
    private VariableDefinition? _definition;
    private JsonElement _root;
    private int _count;

    private VariableCoercion(Schema schema, Document document, bool suggestions, IReadOnlyDictionary<string, Upload>? files, int maxValues)
    {
        _maxValues = maxValues;
        _schema = schema;
        _document = document;
        _suggestions = suggestions;
        _files = files;
    }

    /// <summary>The values, or the request errors that stop the execution.</summary>
    public static (VariableValues Values, IReadOnlyList<GraphQLError> Errors) Coerce(
        Schema schema,
        Document document,
        OperationDefinition operation,
        JsonElement json,
        bool suggestions,
        IReadOnlyDictionary<string, Upload>? files = null,
        int maxValues = int.MaxValue)
    {
        if (operation.Variables.Count == 0)
        {
            return (VariableValues.None, []);
        }

        var coercion = new VariableCoercion(schema, document, suggestions, files, maxValues);
        var values = new Dictionary<string, object?>(operation.Variables.Count, StringComparer.Ordinal);
        Dictionary<string, int>? sizes = null;
        foreach (var definition in operation.Variables)
        {
            var before = coercion._count;
            coercion.Coerce(definition, json, values);
            if (coercion._count > maxValues)
            {
                return (VariableValues.None, [new GraphQLError($"Variables hold more than {maxValues} values. Send less at a time.") { Code = ErrorCodes.LimitExceeded }]);
            }

            if (coercion._count - before > VariableValues.Large)
            {
                (sizes ??= new(StringComparer.Ordinal))[definition.Name] = coercion._count - before;
            }

            if (coercion._errors.Count >= MaxErrors)
            {
                coercion._errors.Add(new GraphQLError("Too many errors processing variables, error limit reached. Execution aborted.") { Code = ErrorCodes.BadUserInput });
                break;
            }
        }

        return (new VariableValues(values, json, sizes, maxValues), coercion._errors);
    }

    private void Coerce(VariableDefinition definition, JsonElement json, Dictionary<string, object?> values)
    {
        var type = TypeOf(definition.Type);
        if (type is null || !type.IsInput)
        {
            // Validation refuses such a document before.
            throw new InvalidOperationException($"${definition.Name} is not of an input type: {definition.Type}.");
        }

        var given = json.ValueKind == JsonValueKind.Object && json.TryGetProperty(definition.Name, out _root);
        _definition = definition;
        if (!given)
        {
            if (definition.DefaultValue is not null)
            {
                if (!LiteralCoercion.TryCoerce(definition.DefaultValue, type, VariableValues.None, out var value))
                {
                    Add($"Variable \"${definition.Name}\" has invalid default value {definition.DefaultValue}.");
                }

                values[definition.Name] = value;
            }
            else if (type.IsNonNull)
            {
                Add($"Variable \"${definition.Name}\" of required type \"{type}\" was not provided.");
            }

            return;
        }

        if (_root.ValueKind == JsonValueKind.Null && type.IsNonNull && _files?.ContainsKey(definition.Name) != true)
        {
            Add($"Variable \"${definition.Name}\" of non-null type \"{type}\" must not be null.");
            return;
        }

        values[definition.Name] = Coerce(_root, type, definition.Name);
    }

    /// <summary>The coerced value; null with an error added when it is not of the type.</summary>
    private object? Coerce(JsonElement json, GraphType type, string path)
    {
        if (_errors.Count >= MaxErrors || ++_count > _maxValues)
        {
            return null;
        }

        if (_files is not null && _files.TryGetValue(path, out var file))
        {
            return CoerceFile(file, json, type, path);
        }

        if (json.ValueKind == JsonValueKind.Null)
        {
            if (type.IsNonNull)
            {
                Invalid(json, path, $"Expected non-nullable type \"{type}\" not to be null.");
            }

            return null;
        }

        switch (type.Nullable)
        {
            case ListType list:
                return CoerceList(json, list, path);
            case InputObjectType input:
                return CoerceObject(json, input, path);
            case EnumType enumType:
                return CoerceEnum(json, enumType, path);
            case ScalarType scalar:
                if (!scalar.TryParseJson(json, out var value, out var problem))
                {
                    Invalid(json, path, problem);
                }

                return value;
            default:
                throw new InvalidOperationException($"{type} is no input type.");
        }
    }

    /// <summary>A single file stands for a list of one, as other values do.</summary>
    private object? CoerceFile(Upload file, JsonElement json, GraphType type, string path)
    {
        if (type.Named is not UploadScalar)
        {
            Invalid(json, path, $"Expected type \"{type.Named}\", found a file.");
            return null;
        }

        return type.Nullable is ListType list ? new[] { CoerceFile(file, json, list.Of, path) } : file;
    }

    private object?[] CoerceList(JsonElement json, ListType type, string path)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            return [Coerce(json, type.Of, path)];
        }

        var values = new object?[json.GetArrayLength()];
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            values[i] = Coerce(item, type.Of, $"{path}[{i}]");
            i++;
        }

        return values;
    }

    private InputObjectValue? CoerceObject(JsonElement json, InputObjectType type, string path)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            Invalid(json, path, $"Expected type \"{type}\" to be an object.");
            return null;
        }

        var values = new object?[type.Fields.Count];
        _count += values.Length;
        for (var i = 0; i < values.Length; i++)
        {
            var definition = type.Fields[i];
            if (json.TryGetProperty(definition.Name, out var field))
            {
                values[i] = Coerce(field, definition.Type, $"{path}.{definition.Name}");
                continue;
            }

            values[i] = definition.DefaultValue is null ? Absent.Value : LiteralCoercion.Default(definition);
            if (definition.IsRequired)
            {
                Invalid(json, path, $"Field \"{definition.Name}\" of required type \"{definition.Type}\" was not provided.");
            }
        }

        foreach (var property in json.EnumerateObject())
        {
            if (!type.Fields.Contains(property.Name))
            {
                Invalid(json, path, $"Field \"{property.Name}\" is not defined by type \"{type}\".{Question(property.Name, type.Fields.Select(field => field.Name))}");
            }
        }

        if (type.IsOneOf)
        {
            CheckOneOf(json, type, path);
        }

        return new InputObjectValue(type, values);
    }

    private void CheckOneOf(JsonElement json, InputObjectType type, string path)
    {
        // Fields that the type does not have are refused on their own.
        var given = type.Fields.Where(field => json.TryGetProperty(field.Name, out _)).ToArray();
        if (given.Length != 1)
        {
            Invalid(json, path, $"Exactly one key must be specified for OneOf type \"{type}\".");
        }

        if (given is [var first, ..] && json.GetProperty(first.Name) is { ValueKind: JsonValueKind.Null } value && _files?.ContainsKey($"{path}.{first.Name}") != true)
        {
            Invalid(value, $"{path}.{first.Name}", $"Field \"{first.Name}\" must be non-null.");
        }
    }

    private object? CoerceEnum(JsonElement json, EnumType type, string path)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            var shown = JsonInspection.Show(json);
            Invalid(json, path, $"Enum \"{type}\" cannot represent non-string value: {shown}.{Question(shown, type.Values.Select(known => known.Name), "the enum value")}");
            return null;
        }

        var name = json.GetString()!;
        if (type.Values.Find(name) is { } value)
        {
            return value.ClrValue;
        }

        Invalid(json, path, $"Value \"{name}\" does not exist in \"{type}\" enum.{Question(name, type.Values.Select(known => known.Name), "the enum value")}");
        return null;
    }

    private void Invalid(JsonElement json, string path, string problem)
    {
        var at = string.Equals(path, _definition!.Name, StringComparison.Ordinal) ? "" : $" at \"{path}\"";
        Add($"Variable \"${_definition.Name}\" got invalid value {JsonInspection.Show(json)}{at}; {problem}");
    }

    private void Add(string message)
    {
        if (_errors.Count < MaxErrors)
        {
            _errors.Add(new GraphQLError(Excerpt.Of(message, Excerpt.MessageLength)) { Code = ErrorCodes.BadUserInput, Locations = [_document.Source.LocationOf(_definition!.Start)] });
        }
    }

    private string Question(string name, IEnumerable<string> candidates, string? what = null)
        => _suggestions ? Suggestions.Question(Suggestions.For(name, candidates), what) : "";

    private GraphType? TypeOf(TypeReference reference) => reference switch
    {
        NonNullTypeReference nonNull => TypeOf(nonNull.Of)?.NonNull(),
        ListTypeReference list => TypeOf(list.Of)?.List(),
        NamedTypeReference named => _schema.GetType(named.Name),
        _ => null,
    };
}
