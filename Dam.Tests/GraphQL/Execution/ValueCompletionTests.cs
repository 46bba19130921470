using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Section 6.4.3: whatever a resolver returns becomes a value of its field's type, or an error at its place; and mutations come one after the other, failed ones too.</summary>
public sealed class ValueCompletionTests
{
    private static GraphQLApi Api
    {
        get
        {
            var counter = new Counter();
            return new GraphQLApi(builder =>
            {
                builder.AddTypes(typeof(Queries), typeof(Mutations), typeof(IAnimal), typeof(Dog));
                builder.AddRequestState(_ => counter);
            })
            {
                State = { [typeof(Counter)] = counter },
            };
        }
    }

    public sealed class Counter
    {
        public int Number { get; set; }
    }

    [InterfaceType]
    public interface IAnimal
    {
        string Name { get; }
    }

    [ObjectType]
    public record Dog(string Name) : IAnimal;

    /// <summary>Nobody told the schema of it, but it is a dog.</summary>
    public sealed record Puppy(string Name) : Dog(Name);

    /// <summary>Nobody told the schema of it.</summary>
    public sealed record Stranger(string Name) : IAnimal;

    [QueryType]
    public static class Queries
    {
        public static int[] Array => [1, 2];

        public static List<int?> List => [1, null];

        public static HashSet<string> Set => ["a", "b"];

        public static IEnumerable<int> Generated()
        {
            yield return 1;
            yield return 2;
        }

        public static IReadOnlyCollection<string?> Collection => ["a", null];

        public static async Task<IReadOnlyList<int>> LaterAsync()
        {
            await Task.Yield();
            return [1, 2];
        }

        public static IEnumerable<int> BreaksOff()
        {
            yield return 1;
            throw new GraphQLException("Broken off.", "BROKEN");
        }

        public static IReadOnlyList<IEnumerable<int>?> InnerBreaksOff => [[1], BreaksOff(), [2]];

        public static IAnimal? Puppy => new Puppy("Rex");

        public static IAnimal? Stranger => new Stranger("Who?");

        public static IReadOnlyList<IAnimal?> Animals => [new Dog("Lassie"), new Stranger("Who?"), null, new Puppy("Rex")];

        public static IReadOnlyList<IAnimal> NonNullAnimals => [new Dog("Lassie"), new Stranger("Who?")];

        public static string? Shown() => throw new GraphQLException("As it is.", "OWN") { Extensions = new Dictionary<string, object?>(StringComparer.Ordinal) { ["foo"] = "bar" } };

        public static async Task<string?> ShownLaterAsync()
        {
            await Task.Yield();
            throw new GraphQLException("Later.", "OWN");
        }

        public static string? Masked() => throw new InvalidOperationException("secret");

        public static Task<string?> MaskedTask() => Task.FromException<string?>(new InvalidOperationException("secret"));

        public static ValueTask<string?> Cancelled() => ValueTask.FromException<string?>(new OperationCanceledException("of its own"));
    }

    [MutationType]
    public static class Mutations
    {
        public static int Set(Counter counter, int to) => counter.Number = to;

        public static async Task<int> SetLaterAsync(Counter counter, int to)
        {
            await Task.Delay(5);
            return counter.Number = to;
        }

        public static int? Fail(Counter counter) => throw new GraphQLException($"Failed at {counter.Number}.");

        public static async Task<int?> FailLaterAsync(Counter counter)
        {
            await Task.Delay(5);
            throw new GraphQLException($"Failed at {counter.Number}.");
        }

        public static int FailHard(Counter counter) => throw new GraphQLException($"Failed at {counter.Number}.");

        public static int Get(Counter counter) => counter.Number;
    }

    [Theory]
    [InlineData("{ r: array }", """{"data":{"r":[1,2]}}""")]
    [InlineData("{ r: list }", """{"data":{"r":[1,null]}}""")]
    [InlineData("{ r: set }", """{"data":{"r":["a","b"]}}""")]
    [InlineData("{ r: generated }", """{"data":{"r":[1,2]}}""")]
    [InlineData("{ r: collection }", """{"data":{"r":["a",null]}}""")]
    [InlineData("{ r: later }", """{"data":{"r":[1,2]}}""")]
    [InlineData("{ r: puppy { __typename name } }", """{"data":{"r":{"__typename":"Dog","name":"Rex"}}}""")]
    public async Task Execute_Should_CompleteTheValue_When_ItIsOfAnyFittingKind(string query, string response) => Assert.Equal(response, await Api.AskAsync(query));

    [Theory]
    [InlineData("{ r: breaksOff a: array }", "null", "Broken off. BROKEN r")]
    [InlineData("{ r: innerBreaksOff a: array }", """{"r":[[1],null,[2]],"a":[1,2]}""", "Broken off. BROKEN r.1")]
    [InlineData("{ r: stranger { name } a: array }", """{"r":null,"a":[1,2]}""", "Internal error. INTERNAL_ERROR r")]
    [InlineData("{ r: animals { name } }", """{"r":[{"name":"Lassie"},null,null,{"name":"Rex"}]}""", "Internal error. INTERNAL_ERROR r.1")]
    [InlineData("{ r: nonNullAnimals { name } }", "null", "Internal error. INTERNAL_ERROR r.1")]
    [InlineData("{ r: shown a: array }", """{"r":null,"a":[1,2]}""", "As it is. OWN r")]
    [InlineData("{ r: shownLater a: array }", """{"r":null,"a":[1,2]}""", "Later. OWN r")]
    [InlineData("{ r: masked a: array }", """{"r":null,"a":[1,2]}""", "Internal error. INTERNAL_ERROR r")]
    [InlineData("{ r: maskedTask a: array }", """{"r":null,"a":[1,2]}""", "Internal error. INTERNAL_ERROR r")]
    [InlineData("{ r: cancelled a: array }", """{"r":null,"a":[1,2]}""", "Internal error. INTERNAL_ERROR r")]
    [InlineData("{ masked r: shown }", """{"masked":null,"r":null}""", "Internal error. INTERNAL_ERROR masked", "As it is. OWN r")]
    public async Task Execute_Should_TellTheError_When_AValueCannotBe(string query, string data, params string[] errors) => await CheckAsync(query, data, errors);

    [Fact]
    public async Task Error_Should_CarryExtensions_When_TheExceptionHasSome()
        => Assert.Equal("bar", Assert.Single(await Api.ErrorsAsync("{ shown }")).Extensions?["foo"]);

    [Theory]
    [InlineData("mutation { a: setLater(to: 1) b: get c: set(to: 2) d: get e: setLater(to: 3) f: get }", """{"a":1,"b":1,"c":2,"d":2,"e":3,"f":3}""")]
    [InlineData("mutation { a: set(to: 1) fail b: setLater(to: 2) failLater c: get }", """{"a":1,"fail":null,"b":2,"failLater":null,"c":2}""", "Failed at 1.  fail", "Failed at 2.  failLater")]
    [InlineData("mutation { a: setLater(to: 1) ...F b: get } fragment F on Mutation { c: set(to: 5) ... { a: setLater(to: 1) } }", """{"a":1,"c":5,"b":5}""")]
    [InlineData("mutation { a: set(to: 4) failHard b: get }", "null", "Failed at 4.  failHard")]
    public async Task Mutation_Should_SeeWhatCameBefore_When_FieldsRunInTurn(string query, string data, params string[] errors) => await CheckAsync(query, data, errors);

    private static async Task CheckAsync(string query, string data, string[] errors)
    {
        using var result = await Api.ExecuteAsync(query, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(data, System.Text.Encoding.UTF8.GetString(result.Data));
        Assert.Equal(errors.Order(StringComparer.Ordinal), result.Errors.Select(error => $"{error.Message} {error.Code} {string.Join('.', error.Path!)}").Order(StringComparer.Ordinal));
    }
}
