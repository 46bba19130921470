using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Sample;
using Dam.GraphQL.Validation;

namespace Dam.Tests.GraphQL.Differential;

/// <summary>
/// The engine and graphql-js agree on random requests to the sample: on whether they are accepted, on what is wrong with them and where, and on the data.
/// <c>DAM_DIFFERENTIAL</c> sets how many requests there are of each kind.
/// </summary>
public sealed class DifferentialTests(Oracle oracle) : IClassFixture<Oracle>
{
    private const int Batch = 250;
    private const int MostDifferences = 10;

    /// <summary>
    /// What the specification of September 2025 forbids at a subscription's root is allowed by graphql-js 16, which looks at the conditions instead; and it does not
    /// compare the type of an aliased __typename with that of other fields.
    /// </summary>
    private const string NotComparable = "not comparable";

    private const string Conflict = "Fields conflict.";

    private static readonly Regex AliasedTypeName = new(@"\w\s*:\s*__typename", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

    private static readonly string[] Ambiguities = ["Unknown directive ", "There can be only one fragment named "];

    private static readonly GraphQLApi Api = new(SampleHost.Configure);

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("DAM_DIFFERENTIAL"), CultureInfo.InvariantCulture, out var count) ? count : 3_000;

    [Fact]
    public async Task Answers_Should_Agree_When_RequestsFitTheSchema()
    {
        var requests = new RandomRequests(Api.Schema, seed: 2025_09);

        var stages = await CompareAsync(requests.Next);

        Assert.True(stages["data"] > Count / 2, "Most requests should reach execution.");
    }

    [Fact]
    public async Task Answers_Should_Agree_When_RequestsAreBroken()
    {
        var requests = new RandomRequests(Api.Schema, seed: 2021_10);

        var stages = await CompareAsync(() => requests.Break(requests.Next()));

        Assert.True(stages["validation"] > Count / 5, "Many requests should fail in validation.");
        Assert.True(stages["syntax"] > Count / 5, "Many requests should be no GraphQL.");
    }

    private async Task<Dictionary<string, int>> CompareAsync(Func<RandomRequest> next)
    {
        var stages = new Dictionary<string, int>(StringComparer.Ordinal) { ["data"] = 0, ["validation"] = 0, ["syntax"] = 0 };
        var differences = new List<string>();
        for (var done = 0; done < Count && differences.Count < MostDifferences; done += Batch)
        {
            var requests = Enumerable.Range(0, Math.Min(Batch, Count - done)).Select(_ => next()).ToArray();
            var answers = await oracle.AskAsync(requests);
            for (var i = 0; i < requests.Length; i++)
            {
                var expected = Shown(answers[i], requests[i].Query);
                var stage = answers[i].GetProperty("stage").GetString()!;
                stages[stage] = stages.GetValueOrDefault(stage) + 1;
                var actual = await AnswerAsync(requests[i]);
                if (stage is not "refused" && actual != NotComparable && Shortened(expected, actual) != actual)
                {
                    differences.Add($"graphql-js:\n{expected}\n\nThe engine:\n{actual}\n\n{requests[i].Query}\n\nvariables: {requests[i].Variables.ToJsonString()}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join("\n\n----\n", differences.OrderBy(difference => difference.Length).Take(MostDifferences)));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join(", ", stages.Select(stage => $"{stage.Key}: {stage.Value}")));
        return stages;
    }

    /// <summary>Stage, errors and data as text. Of failed fields only where they made the data null: messages are masked here, and graphql-js tells one error for each such place.</summary>
    private static string Shown(JsonElement answer, string query)
    {
        var stage = answer.GetProperty("stage").GetString()!;
        var data = answer.TryGetProperty("data", out var given) ? given : default;
        var errors = answer.GetProperty("errors").EnumerateArray();
        return stage is "data"
            ? Text(data, errors.Select(error => error.TryGetProperty("path", out var path) ? path : default))
            : $"{stage}\n{Lines(errors.Select(error => $"{error.GetProperty("message").GetString()} {Places(error, query)}"))}";
    }

    private static async Task<string> AnswerAsync(RandomRequest request)
    {
        Document document;
        try
        {
            document = Parser.Parse(request.Query);
        }
        catch (GraphQLSyntaxException exception)
        {
            return $"syntax\n{exception.Message} {exception.Location.Line}:{exception.Location.Column}";
        }

        var problems = DocumentValidator.Validate(Api.Schema, document);
        if (problems.Any(problem => problem.Message.EndsWith("must not use `@skip` or `@include` directives in the top level selection.", StringComparison.Ordinal)))
        {
            return NotComparable;
        }

        if (problems.Count > 0 && problems.All(problem => WithoutOrder(problem.Message) is Conflict) && AliasedTypeName.IsMatch(request.Query))
        {
            return NotComparable;
        }

        if (problems.Count > 0)
        {
            return $"validation\n{Lines(problems.Select(Line))}";
        }

        var operation = document.Definitions.OfType<OperationDefinition>().FirstOrDefault(candidate => request.OperationName is null || candidate.Name == request.OperationName);
        if (operation?.Kind == OperationKind.Subscription)
        {
            return "valid\n";
        }

        using var result = await Api.ExecuteAsync(request.Query, request.Variables.ToJsonString(), request.OperationName, TestContext.Current.CancellationToken);
        if (result.IsRequestError)
        {
            return $"request\n{Lines(result.Errors.Select(Line))}";
        }

        using var data = JsonDocument.Parse(result.Data.ToArray());
        return Text(data.RootElement, result.Errors.Select(error => JsonSerializer.SerializeToElement(error.Path)));
    }

    private static string Text(JsonElement data, IEnumerable<JsonElement> paths) => $"data\n{Lines(paths.Select(path => PlaceOfNull(data, path)))}\n{Canonical(data)}";

    private static string PlaceOfNull(JsonElement data, JsonElement path)
    {
        var place = new List<string>();
        foreach (var step in path.ValueKind == JsonValueKind.Array ? path.EnumerateArray() : default)
        {
            if (data.ValueKind == JsonValueKind.Null)
            {
                break;
            }

            data = step.ValueKind == JsonValueKind.Number ? data[step.GetInt32()] : data.GetProperty(step.GetString()!);
            place.Add(step.GetRawText());
        }

        Assert.Equal(JsonValueKind.Null, data.ValueKind);
        return string.Join('.', place);
    }

    private static string Line(GraphQLError error) => $"{error.Message} {string.Join(' ', error.Locations.Select(place => $"{place.Line}:{place.Column}"))}";

    /// <summary>graphql-js counts columns in UTF-16 units, the specification and the engine in characters.</summary>
    private static string Places(JsonElement error, string query)
    {
        var lines = query.Split('\n');
        return string.Join(' ', error.GetProperty("locations").EnumerateArray().Select(place =>
        {
            var line = place.GetProperty("line").GetInt32();
            var column = place.GetProperty("column").GetInt32();
            var pairs = lines[line - 1].AsSpan(0, Math.Min(column - 1, lines[line - 1].Length)).Count('\uD83D');
            return $"{line}:{column - pairs}";
        }));
    }

    /// <summary>The engine cuts a long string in a message.</summary>
    private static string Shortened(string expected, string actual)
    {
        var cut = actual.IndexOf('…', StringComparison.Ordinal);
        return cut >= 0 && expected.AsSpan().StartsWith(actual.AsSpan(0, cut)) ? actual : expected;
    }

    /// <summary>What follows from an unknown directive or an ambiguous fragment is guesswork, in which engines differ.</summary>
    private static string Lines(IEnumerable<string> lines)
    {
        var all = lines.Select(WithoutOrder).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        if (Array.Exists(all, line => line.Contains(" value: [", StringComparison.Ordinal)))
        {
            // graphql-js goes on to check variables inside of a list that must not be there.
            all = [.. all.Where(line => !line.Contains(" used in position expecting type ", StringComparison.Ordinal))];
        }

        var roots = all.Where(line => Array.Exists(Ambiguities, start => line.StartsWith(start, StringComparison.Ordinal))).ToArray();
        return string.Join('\n', roots.Length > 0 ? roots : all);
    }

    /// <summary>graphql-js tells some conflicts of fields twice, or at another level of nesting: only that there are some is compared.</summary>
    private static string WithoutOrder(string line)
        => line.StartsWith("Fields \"", StringComparison.Ordinal) && line.Contains(" conflict because ", StringComparison.Ordinal) ? Conflict : line;

    /// <summary>JSON with its keys in their order and numbers in one form.</summary>
    private static string Canonical(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => $"{{{string.Join(',', json.EnumerateObject().Select(property => $"{property.Name}:{Canonical(property.Value)}"))}}}",
        JsonValueKind.Array => $"[{string.Join(',', json.EnumerateArray().Select(Canonical))}]",
        JsonValueKind.Number => (json.GetDouble() + 0.0).ToString("R", CultureInfo.InvariantCulture),
        JsonValueKind.String => JsonSerializer.Serialize(json.GetString()),
        _ => json.GetRawText(),
    };
}
