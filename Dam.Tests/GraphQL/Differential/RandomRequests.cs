using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Dam.GraphQL.Types;

namespace Dam.Tests.GraphQL.Differential;

/// <summary>A document with its variables; mutated, it is mostly wrong somewhere.</summary>
public sealed record RandomRequest(string Query, JsonObject Variables, string? OperationName);

/// <summary>Makes requests that fit a schema, and breaks them. The same seed makes the same requests.</summary>
internal sealed class RandomRequests(Schema schema, int seed)
{
    private static readonly string[] Ids = ["i1", "i2", "v1", "f0", "f1", "p1", "p2", "p3", "nothing"];
    private static readonly string[] Texts = ["Lamp", "Chair", "Lamp, front", "L-1", "a", "", "é😀", "p1"];
    private static readonly string[] Punctuators = ["{", "}", "(", ")", "[", "]", "!", "$", "@", "...", ":", "=", "|", "&", "\"", "null", "on", "1", "-1.5e3", "{}", "query", "fragment"];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _fragments = new();
    private readonly List<(string Name, CompositeType On)> _finished = [];
    private readonly List<string> _definitions = [];
    private JsonObject _variables = [];
    private int _names;
    private int _fieldsLeft;

    public RandomRequest Next()
    {
        _fragments.Clear();
        _finished.Clear();
        _definitions.Clear();
        _variables = [];
        _names = 0;
        _fieldsLeft = 40;
        var (keyword, root) = _random.Next(20) switch
        {
            0 => ("subscription", schema.Subscription!),
            < 4 => ("mutation", schema.Mutation!),
            _ => ("query", schema.Query),
        };
        var isSubscription = root == schema.Subscription;
        var selections = isSubscription ? $"{{ {Field(root.Fields[_random.Next(root.Fields.Count)], 0)} }}" : Selections(root, 0);
        var directives = isSubscription ? "" : Directives(root == schema.Query ? "QUERY" : "MUTATION");
        var isNamed = Chance(60);
        var hasSecond = isNamed && Chance(15);
        var definitions = _definitions.Count == 0 ? "" : $"({string.Join(", ", _definitions)})";
        var document = $"{keyword} {(isNamed ? "Main" : "")}{definitions}{directives} {selections}\n{_fragments}{(hasSecond ? "query Second { __typename }" : "")}";
        return new RandomRequest(document, _variables, isNamed && (hasSecond || Chance(30)) ? "Main" : null);
    }

    /// <summary>The request with one to three of its tokens removed, doubled, swapped or replaced.</summary>
    public RandomRequest Break(RandomRequest request)
    {
        var tokens = Tokens(request.Query);
        for (var changes = _random.Next(1, 4); changes > 0 && tokens.Count > 1; changes--)
        {
            var at = _random.Next(tokens.Count);
            switch (_random.Next(20))
            {
                case 0:
                    tokens.RemoveAt(at);
                    break;
                case 1:
                    tokens.Insert(at, tokens[at]);
                    break;
                case 2:
                    tokens.Insert(at, Pick(Punctuators));
                    break;
                case 3:
                    tokens[at] = tokens[_random.Next(tokens.Count)];
                    break;
                default:
                    ReplaceByLike(tokens, at);
                    break;
            }
        }

        return request with { Query = string.Join(' ', tokens) };
    }

    /// <summary>A name or literal becomes another, so that the document still parses.</summary>
    private void ReplaceByLike(List<string> tokens, int from)
    {
        var at = tokens.FindIndex(from, token => char.IsLetterOrDigit(token[0]) || token[0] is '"');
        if (at < 0 || tokens[at] is "query" or "mutation" or "subscription" or "fragment" or "on")
        {
            return;
        }

        var likes = tokens.Where(token => char.IsLetter(token[0]) == char.IsLetter(tokens[at][0])).ToArray();
        tokens[at] = !char.IsLetter(tokens[at][0]) ? Pick("null", "1", "\"x\"", "1.5", "[]", "{}", "ACTIVE", "true", Pick(likes))
            : _random.Next(3) switch
            {
                0 => Misspell(tokens[at]),
                1 => AnyName(),
                _ => Pick(likes),
            };
    }

    private static List<string> Tokens(string query)
    {
        var tokens = new List<string>();
        for (var i = 0; i < query.Length;)
        {
            var start = i;
            if (query[i] == '"')
            {
                i = query.IndexOf('"', i + 1) + 1;
            }
            else if (char.IsLetterOrDigit(query[i]) || query[i] is '_' or '-' or '$')
            {
                i++;
                while (i < query.Length && (char.IsLetterOrDigit(query[i]) || query[i] is '_' or '-' or '.' or '+'))
                {
                    i++;
                }
            }
            else
            {
                i += query.AsSpan(i).StartsWith("...") ? 3 : 1;
            }

            if (!char.IsWhiteSpace(query[start]))
            {
                tokens.Add(query[start..i]);
            }
        }

        return tokens;
    }

    private string Selections(CompositeType type, int depth)
    {
        var parts = new List<string>();
        for (var count = _random.Next(1, 5); count > 0; count--)
        {
            parts.Add(Selection(type, depth));
        }

        return $"{{ {string.Join(' ', parts)} }}";
    }

    private string Selection(CompositeType type, int depth)
    {
        var fields = type is FieldsType withFields ? withFields.Fields.Where(field => depth < 5 && _fieldsLeft > 0 || (field.Type.IsLeaf && field.Arguments.Count == 0)).ToArray() : [];
        _fieldsLeft--;
        return _random.Next(10) switch
        {
            0 or 1 when depth < 5 => Inline(type, depth),
            2 or 3 when depth < 5 => Spread(type, depth),
            // graphql-js does not compare the type of an aliased __typename with that of other fields.
            4 => $"{(Chance(30) ? $"a{_names++}: " : "")}__typename{Directives("FIELD")}",
            _ when fields.Length > 0 => Field(fields[_random.Next(fields.Length)], depth),
            _ when depth < 5 => Inline(type, depth),
            _ => "__typename",
        };
    }

    /// <summary>An alias that nothing else has, where arguments could differ; rarely one that something may have.</summary>
    private string Alias() => Chance(95) ? $"a{_names++}" : $"b{_random.Next(8)}";

    private string Field(FieldDefinition field, int depth)
    {
        var text = new StringBuilder();
        if (field.Arguments.Count > 0 && Chance(95) || Chance(15))
        {
            text.Append(Alias()).Append(": ");
        }

        text.Append(field.Name);
        var arguments = Given(field.Arguments).Select(argument => $"{argument.Name}: {Argument(argument)}").ToArray();
        text.Append(arguments.Length == 0 ? "" : $"({string.Join(", ", arguments)})").Append(Directives("FIELD"));
        if (field.Type.IsComposite)
        {
            text.Append(' ').Append(Selections((CompositeType)field.Type.Named, depth + 1));
        }

        return text.ToString();
    }

    private string Inline(CompositeType type, int depth)
    {
        var on = Chance(20) ? null : Overlapping(type);
        return $"...{(on is null ? "" : $" on {on.Name}")}{Directives("INLINE_FRAGMENT")} {Selections(on ?? type, depth + 1)}";
    }

    private string Spread(CompositeType type, int depth)
    {
        var known = _finished.Where(fragment => schema.Overlap(type, fragment.On)).Select(fragment => fragment.Name).ToArray();
        if (known.Length > 0 && Chance(40))
        {
            return $"...{Pick(known)}{Directives("FRAGMENT_SPREAD")}";
        }

        var on = Overlapping(type);
        var name = $"F{_names++}";
        var body = Selections(on, depth + 1);
        _fragments.Append(CultureInfo.InvariantCulture, $"fragment {name} on {on.Name} {body}\n");
        _finished.Add((name, on));
        return $"...{name}{Directives("FRAGMENT_SPREAD")}";
    }

    private CompositeType Overlapping(CompositeType type)
    {
        var candidates = schema.Types.OfType<CompositeType>().Where(other => !other.IsIntrospection && schema.Overlap(type, other)).ToArray();
        return candidates[_random.Next(candidates.Length)];
    }

    private string Directives(string location) => _random.Next(12) switch
    {
        0 when location is not ("QUERY" or "MUTATION") => $" @include(if: {Argument(BuiltInDirectives.Include.Arguments[0])})",
        1 when location is not ("QUERY" or "MUTATION") => $" @skip(if: {Argument(BuiltInDirectives.Skip.Arguments[0])})",
        2 => $" @trace({string.Join(", ", Given(schema.Directives.Find("trace")!.Arguments).Select(argument => $"{argument.Name}: {Argument(argument)}").DefaultIfEmpty("id: 1"))})",
        3 => " @trace @trace",
        _ => "",
    };

    private IEnumerable<InputValue> Given(IEnumerable<InputValue> inputs) => inputs.Where(input => input.IsRequired || Chance(40)).OrderBy(_ => _random.Next());

    private string Argument(InputValue input) => input.Type.Named.Name is "Upload" || Chance(20) ? Variable(input.Type, input.DefaultValue is not null) : Literal(input.Type, 0);

    private string Variable(GraphType type, bool hasDefault)
    {
        var name = $"v{_names++}";
        // A nullable variable may stand where a default steps in for it; a stricter one than is needed may stand anywhere.
        var declared = hasDefault && Chance(30) ? type.Nullable : !type.IsNonNull && Chance(20) ? type.NonNull() : type;
        var defaultText = type.Named.Name is not "Upload" && Chance(30) ? Literal(declared, 9) : null;
        if (declared.IsNonNull && defaultText is not null && Chance(50))
        {
            // Its own default makes it acceptable, until null is sent for it.
            declared = declared.Nullable;
        }

        _definitions.Add($"${name}: {declared}{(defaultText is null ? "" : $" = {defaultText}")}");
        if ((declared.IsNonNull && defaultText is null && Chance(97)) || Chance(60))
        {
            _variables[name] = Chance(96) ? Json(declared, 0) : Pick<JsonNode?>([1, "text", null, 1.5, true, new JsonObject { ["x"] = 1 }, new JsonArray(1, null)]);
        }

        return $"${name}";
    }

    /// <param name="type">What it is for.</param>
    /// <param name="depth">Nesting so far; from 5 on it stays flat, and from 9 on it is constant.</param>
    private string Literal(GraphType type, int depth)
    {
        if (!type.IsNonNull && Chance(12))
        {
            return "null";
        }

        return type.Nullable switch
        {
            ListType list when Chance(85) => $"[{string.Join(", ", Enumerable.Range(0, _random.Next(3)).Select(_ => Inner(list.Of, depth)))}]",
            ListType list => Literal(list.Of.NonNull(), depth),
            EnumType enumType => enumType.Values[_random.Next(enumType.Values.Count)].Name,
            InputObjectType { IsOneOf: true } oneOf => OneOf(oneOf, field => $"{{{field.Name}: {Literal(field.Type.NonNull(), depth + 1)}}}"),
            InputObjectType input => $"{{{string.Join(", ", Fields(input, depth).Select(field => $"{field.Name}: {Inner(field.Type, depth + 1)}"))}}}",
            var scalar => Scalar(scalar.Named.Name),
        };
    }

    private string Inner(GraphType type, int depth) => depth < 9 && Chance(10) ? Variable(type, hasDefault: false) : Literal(type, depth);

    private IEnumerable<InputValue> Fields(InputObjectType input, int depth)
        => Given(input.Fields).Where(field => field.IsRequired || depth % 9 < 3 || field.Type.Named is not InputObjectType);

    private T OneOf<T>(InputObjectType oneOf, Func<InputValue, T> write) => write(oneOf.Fields[_random.Next(oneOf.Fields.Count)]);

    private string Scalar(string name) => name switch
    {
        "Int" => Number(),
        "Float" => Pick(["1", "-2.5", "1e3", "0.1E-2", "-0", Number()]),
        "Boolean" => Pick(["true", "false"]),
        "ID" => Chance(20) ? Number() : $"\"{Pick(Ids)}\"",
        _ => Chance(10) ? "\"\\u{1F600}\\t\\u00e9\"" : Chance(10) ? "\"\"\"\n  block\n    text\n\"\"\"" : $"\"{Pick(Texts)}\"",
    };

    private string Number() => Pick([0, 1, 2, 3, 4, 5, 10, -1, int.MaxValue, int.MinValue]).ToString(CultureInfo.InvariantCulture);

    private JsonNode? Json(GraphType type, int depth)
    {
        if (!type.IsNonNull && Chance(12))
        {
            return null;
        }

        return type.Nullable switch
        {
            ListType list when Chance(85) => new JsonArray([.. Enumerable.Range(0, _random.Next(3)).Select(_ => Json(list.Of, depth))]),
            ListType list => Json(list.Of.NonNull(), depth),
            EnumType enumType => enumType.Values[_random.Next(enumType.Values.Count)].Name,
            InputObjectType { IsOneOf: true } oneOf => OneOf(oneOf, field => new JsonObject { [field.Name] = Json(field.Type.NonNull(), depth + 1) }),
            InputObjectType input => new JsonObject(Fields(input, depth).Select(field => KeyValuePair.Create(field.Name, Json(field.Type, depth + 1)))),
            var scalar => scalar.Named.Name switch
            {
                "Int" => _random.Next(-1, 12),
                "Float" => Pick([0, 1.5, -2, 1e21, 1e-7, 3]),
                "Boolean" => Chance(50),
                "ID" => Chance(20) ? _random.Next(10) : Pick(Ids),
                _ => Pick(Texts),
            },
        };
    }

    private string AnyName()
    {
        var types = schema.Types;
        var type = types[_random.Next(types.Count)];
        return type is FieldsType { Fields.Count: > 0 } fields && Chance(70) ? fields.Fields[_random.Next(fields.Fields.Count)].Name
            : type is InputObjectType input && Chance(70) ? input.Fields[_random.Next(input.Fields.Count)].Name
            : type is EnumType values && Chance(70) ? values.Values[_random.Next(values.Values.Count)].Name
            : type.Name;
    }

    private string Misspell(string name)
    {
        var at = _random.Next(name.Length);
        return _random.Next(3) switch
        {
            0 when name.Length > 1 => name.Remove(at, 1),
            1 => name.Insert(at, "x"),
            _ => char.IsUpper(name[0]) ? name.ToLowerInvariant() : name.ToUpperInvariant(),
        };
    }

    private T Pick<T>(params ReadOnlySpan<T> items) => items[_random.Next(items.Length)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
