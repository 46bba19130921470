using Dam.GraphQL.Annotations;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Bounds that depend on variables hold before each execution, also of a plan that is known.</summary>
public sealed class OperationLimitTests
{
    private static int s_runs;

    [QueryType]
    public static class Queries
    {
        public static int Count(int first)
        {
            s_runs++;
            return first;
        }
    }

    [Fact]
    public async Task Limit_Should_RefuseBeforeAnyResolver_When_AVariableIsTooLarge()
    {
        const string Query = "query Q($first: Int = 200) { count(first: $first) }";
        var limit = new MostFirst(100);
        var api = Api(limit);
        s_runs = 0;

        Assert.Equal("""{"count":100}""", await api.DataAsync(Query, """{"first":100}"""));
        using (var refused = await api.ExecuteAsync(Query, """{"first":101}""", cancellationToken: TestContext.Current.CancellationToken))
        {
            Assert.True(refused.IsRequestError);
            Assert.Equal("Q asks for 101 of at most 100.", Assert.Single(refused.Errors).Message);
        }

        Assert.Equal("Q asks for 200 of at most 100.", Assert.Single(await api.ErrorsAsync(Query)).Message);
        Assert.Equal("""{"count":1}""", await api.DataAsync(Query, """{"first":1}"""));
        Assert.Equal((2, 4), (s_runs, limit.Asked));
    }

    [Fact]
    public async Task Limit_Should_NotBeAsked_When_VariablesAreWrong()
    {
        var limit = new MostFirst(100);

        Assert.Equal(
            ErrorCodes.BadUserInput,
            Assert.Single(await Api(limit).ErrorsAsync("query($first: Int!) { count(first: $first) }", """{"first":"x"}""")).Code);
        Assert.Equal(0, limit.Asked);
    }

    private static GraphQLApi Api(IOperationLimit limit) => new(builder =>
    {
        builder.AddTypes(typeof(Queries));
        builder.Execution.Limits.Add(limit);
    });

    private sealed class MostFirst(int most) : IOperationLimit
    {
        public int Asked { get; private set; }

        public GraphQLError? Check(OperationRequest operation)
        {
            Asked++;
            return operation.TryGetVariable("first", out var value) && value is int first && first > most
                ? new GraphQLError($"{operation.Operation.Name} asks for {first} of at most {most}.") { Code = "TOO_MUCH" }
                : null;
        }
    }
}
