using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Annotations;

/// <summary>Mutations by convention: an input of the arguments, a payload of the result and the errors.</summary>
public sealed class MutationConventionTests
{
    private static readonly GraphQLApi Api = new(typeof(Queries), typeof(Mutations));

    public sealed record Product([property: ID] string Id, string Name);

    public sealed class ProductNotFoundException(string id) : Exception($"There is no product {id}.")
    {
        [ID]
        public string Id { get; } = id;
    }

    public class LimitException(int limit) : Exception("Too many.")
    {
        public int Limit { get; } = limit;
    }

    public sealed class HardLimitException() : LimitException(1);

    public sealed class LimitReached(LimitException exception) : IMutationError
    {
        public string Message { get; } = $"At most {exception.Limit}.";
    }

    public sealed record NameTaken(string Name) : IMutationError
    {
        public string Message => $"\"{Name}\" is taken.";

        public static NameTaken CreateErrorFrom(InvalidOperationException exception) => new(exception.Message);
    }

    public sealed record Blank(string Message) : IMutationError;

    public sealed record KeptInput(string Name);

    public sealed record HandWrittenInput(string Name);

    public sealed record HandWrittenPayload(string Name);

    [QueryType]
    public static class Queries
    {
        public static string Ok => "ok";
    }

    [MutationType]
    public static class Mutations
    {
        /// <summary>Gives a product another name.</summary>
        /// <param name="id">The product.</param>
        /// <param name="name">Its new name.</param>
        /// <param name="ct">Not part of the schema.</param>
        [Error<ProductNotFoundException>]
        [Error<LimitReached>]
        [Error<NameTaken>]
        public static async Task<Product> RenameProductAsync([ID] string id, string name = "Nameless", CancellationToken ct = default)
        {
            await Task.Delay(1, ct);
            return name switch
            {
                "missing" => throw new ProductNotFoundException(id),
                "hard" => throw new HardLimitException(),
                "taken" => throw new InvalidOperationException(name),
                "both" => throw new AggregateException(new ProductNotFoundException(id), new LimitException(7)),
                "half" => throw new AggregateException(new ProductNotFoundException(id), new FormatException("secret")),
                "bug" => throw new FormatException("secret"),
                "shown" => throw new GraphQLException("Not now.", "BUSY"),
                _ => new Product(id, name),
            };
        }

        [Error<Blank>]
        [Error<NameTaken>]
        public static MutationResult<int> Count(string text) => text switch
        {
            "" => new MutationErrors(new Blank("Empty."), new NameTaken("?")),
            "undeclared" => new MutationErrors("oops"),
            _ => text.Length,
        };

        [Error<ProductNotFoundException>]
        [UseMutationConvention(PayloadFieldName = "ids")]
        public static IReadOnlyList<string> Kept(KeptInput input) => input.Name.Length == 0 ? throw new ProductNotFoundException("0") : [input.Name];

        [UseMutationConvention]
        public static bool Ping() => true;

        public static HandWrittenPayload ByHand(HandWrittenInput input) => new(input.Name);
    }

    [Fact]
    public void Schema_Should_HaveInputPayloadAndErrors_When_MutationsFollowTheConvention()
    {
        var sdl = Api.Sdl;

        Assert.Contains(
            """
            type Mutation {
              "Gives a product another name."
              renameProduct(input: RenameProductInput!): RenameProductPayload!
              count(input: CountInput!): CountPayload!
              kept(input: KeptInput!): KeptPayload!
              ping: PingPayload!
              byHand(input: HandWrittenInput!): HandWrittenPayload!
            }
            """,
            sdl, StringComparison.Ordinal);
        Assert.Contains(
            """
            input RenameProductInput {
              "The product."
              id: ID!
              "Its new name."
              name: String! = "Nameless"
            }
            """,
            sdl, StringComparison.Ordinal);
        Assert.Contains(
            """
            type RenameProductPayload {
              "What the mutation answers; null when there are errors."
              product: Product
              "Why nothing was done; null when all went well."
              errors: [RenameProductError!]
            }
            """,
            sdl, StringComparison.Ordinal);
        Assert.Contains("union RenameProductError = ProductNotFoundError | LimitReached | NameTaken\n", sdl, StringComparison.Ordinal);
        Assert.Contains("type ProductNotFoundError implements Error {\n  message: String!\n  id: ID!\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("type LimitReached implements Error {\n  message: String!\n}", sdl, StringComparison.Ordinal);
        Assert.Contains("interface Error {\n", sdl, StringComparison.Ordinal);
        Assert.Contains("\n  result: Int\n", sdl, StringComparison.Ordinal);
        Assert.Contains("\n  ids: [String!]\n", sdl, StringComparison.Ordinal);
        Assert.Contains("type PingPayload {\n  \"What the mutation answers.\"\n  result: Boolean!\n}", sdl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shoe", """{"renameProduct":{"product":{"id":"1","name":"shoe"},"errors":null}}""")]
    [InlineData("missing", """{"renameProduct":{"product":null,"errors":[{"__typename":"ProductNotFoundError","message":"There is no product 1.","id":"1"}]}}""")]
    [InlineData("hard", """{"renameProduct":{"product":null,"errors":[{"__typename":"LimitReached","message":"At most 1."}]}}""")]
    [InlineData("taken", """{"renameProduct":{"product":null,"errors":[{"__typename":"NameTaken","message":"\"taken\" is taken."}]}}""")]
    [InlineData("both", """{"renameProduct":{"product":null,"errors":[{"__typename":"ProductNotFoundError","message":"There is no product 1.","id":"1"},{"__typename":"LimitReached","message":"At most 7."}]}}""")]
    public async Task Mutation_Should_AnswerResultOrErrors_When_ItReturnsOrThrows(string name, string expected)
    {
        var data = await Api.DataAsync(
            "mutation($name: String!) { renameProduct(input: { id: 1, name: $name }) { product { id name } errors { __typename ... on Error { message } ... on ProductNotFoundError { id } } } }",
            $$"""{"name":"{{name}}"}""");

        Assert.Equal(expected, data);
    }

    [Fact]
    public async Task Mutation_Should_TakeDefaults_When_TheInputLeavesThemOut()
        => Assert.Equal(
            """{"renameProduct":{"product":{"name":"Nameless"}}}""",
            await Api.DataAsync("mutation($input: RenameProductInput!) { renameProduct(input: $input) { product { name } } }", """{"input":{"id":"1"}}"""));

    [Theory]
    [InlineData("bug", "Internal error.", ErrorCodes.InternalError)]
    [InlineData("half", "Internal error.", ErrorCodes.InternalError)]
    [InlineData("shown", "Not now.", "BUSY")]
    public async Task Mutation_Should_FailAsAnyField_When_TheExceptionIsNotNamed(string name, string message, string code)
    {
        var error = Assert.Single(await Api.ErrorsAsync($$"""mutation { renameProduct(input: { id: 1, name: "{{name}}" }) { product { id } } }"""));

        Assert.Equal((message, code), (error.Message, error.Code));
    }

    [Theory]
    [InlineData("abc", """{"count":{"result":3,"errors":null}}""")]
    [InlineData("", """{"count":{"result":null,"errors":[{"message":"Empty."},{"message":"\"?\" is taken."}]}}""")]
    public async Task Mutation_Should_AnswerErrorValues_When_ItReturnsThem(string text, string expected)
        => Assert.Equal(expected, await Api.DataAsync($$"""mutation { count(input: { text: "{{text}}" }) { result errors { ... on Error { message } } } }"""));

    [Fact]
    public async Task Mutation_Should_Fail_When_ItReturnsAnErrorThatItDoesNotName()
        => Assert.Equal(
            ErrorCodes.InternalError,
            Assert.Single(await Api.ErrorsAsync("mutation { count(input: { text: \"undeclared\" }) { errors { __typename } } }")).Code);

    [Fact]
    public async Task Mutation_Should_TakeItsOwnInput_When_ItHasOne()
        => Assert.Equal(
            """{"a":{"ids":["x"],"errors":null},"b":{"ids":null,"errors":[{"__typename":"ProductNotFoundError"}]},"ping":{"result":true},"byHand":{"name":"y"}}""",
            await Api.DataAsync("mutation { a: kept(input: { name: \"x\" }) { ids errors { __typename } } b: kept(input: { name: \"\" }) { ids errors { __typename } } ping { result } byHand(input: { name: \"y\" }) { name } }"));

    [Theory]
    [InlineData(typeof(NeverMade), "MutationConventionTests+NeverMade.Act: the error Dam.Tests.GraphQL.Annotations.MutationConventionTests+Blank is neither an exception nor made of one (by a public constructor, or a static method CreateErrorFrom, that takes it), and the method does not return a MutationResult<T>.")]
    [InlineData(typeof(MadeTwice), "MutationConventionTests+MadeTwice.Act: two errors are made of the exception Dam.Tests.GraphQL.Annotations.MutationConventionTests+LimitException.")]
    [InlineData(typeof(NoErrorType), "MutationConventionTests+NoErrorType.Act: the error System.String must implement Dam.GraphQL.Annotations.IMutationError.")]
    [InlineData(typeof(Nameless), "MutationConventionTests+Nameless.Act returns a MutationResult<T>: name its errors with [Error<T>].")]
    [InlineData(typeof(Nothing), "MutationConventionTests+Nothing.Act returns nothing: a payload must have a result.")]
    [InlineData(typeof(NameClash), "MutationConventionTests+NameClash.Act cannot be named \"ActPayload\": Dam.Tests.GraphQL.Annotations.MutationConventionTests+ActPayload has that name.")]
    public void Build_Should_NameTheMember_When_TheConventionCannotHold(Type mutations, string message)
        => Assert.Contains(
            message,
            Assert.Single(Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(Queries), mutations)).Problems),
            StringComparison.Ordinal);

    [Fact]
    public void Build_Should_NameTheMember_When_AQueryFollowsTheConvention()
        => Assert.Contains(
            "MutationConventionTests+ConventionalQueries.Act: only mutations have errors by convention.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(ConventionalQueries))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Schema_Should_KeepTheInterface_When_TheApiHasOneNamedError()
    {
        var api = new GraphQLApi(typeof(Queries), typeof(OwnMutations), typeof(IOwnError));

        Assert.Contains("type OwnFailure implements Error {\n  code: String!\n}", api.Sdl, StringComparison.Ordinal);
        Assert.DoesNotContain("message", api.Sdl, StringComparison.Ordinal);
    }

    [InterfaceType(Name = "Error")]
    public interface IOwnError
    {
        string Code { get; }
    }

    public sealed record OwnFailure(string Code) : IOwnError
    {
        public static OwnFailure CreateErrorFrom(FormatException exception) => new(exception.Message);
    }

    [MutationType]
    public static class OwnMutations
    {
        [Error<OwnFailure>]
        public static int Act() => throw new FormatException("F");
    }

    [MutationType]
    public static class NeverMade
    {
        [Error<Blank>]
        public static int Act() => 1;
    }

    public sealed class OtherLimit(LimitException exception) : IMutationError
    {
        public string Message { get; } = exception.Message;
    }

    [MutationType]
    public static class MadeTwice
    {
        [Error<LimitReached>]
        [Error<OtherLimit>]
        public static int Act() => 1;
    }

    [MutationType]
    public static class NoErrorType
    {
        [Error<string>]
        public static MutationResult<int> Act() => 1;
    }

    [MutationType]
    public static class Nameless
    {
        public static MutationResult<int> Act() => 1;
    }

    [MutationType]
    public static class Nothing
    {
        [Error<LimitException>]
        public static Task Act() => Task.CompletedTask;
    }

    [ObjectType]
    public sealed record ActPayload(int Number);

    [MutationType]
    public static class NameClash
    {
        [Error<LimitException>]
        public static ActPayload Act() => new(1);

        public static ActPayload Other() => new(1);
    }

    [QueryType]
    public static class ConventionalQueries
    {
        [Error<LimitException>]
        public static int Act() => 1;
    }
}
