using Dam.GraphQL.Errors;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Coercion;

/// <summary>Large variables cost time and memory where they are read, and again for each argument that they are used in.</summary>
public sealed class VariableLimitTests
{
    private static readonly GraphQLApi Api = new(SampleHost.Configure);

    [Fact]
    public async Task Request_Should_BeRefused_When_ItsVariablesHoldTooMuch()
    {
        using var result = await Api.ExecuteAsync("query($f: ProductFilter) { products(filter: $f, first: 1) { totalCount } }", Filter(100_000), cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.IsRequestError);
        var error = Assert.Single(result.Errors);
        Assert.Equal((ErrorCodes.LimitExceeded, "Variables hold more than 1000000 values. Send less at a time."), (error.Code, error.Message));
    }

    [Fact]
    public async Task Field_Should_Fail_When_ItsArgumentIsOneUseTooMany()
    {
        var fields = string.Join(' ', Enumerable.Range(0, 30).Select(i => $"p{i}: products(filter: $f, first: 1) {{ totalCount }}"));

        using var result = await Api.ExecuteAsync($"query($f: ProductFilter) {{ {fields} }}", Filter(10_000), cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsRequestError);
        Assert.All(result.Errors, error => Assert.Equal(ErrorCodes.LimitExceeded, error.Code));
        Assert.InRange(result.Errors.Count, 15, 29);
        Assert.Equal("Arguments take more than 1000000 values from variables, each use counted. Send less at a time.", result.Errors[0].Message);
    }

    [Fact]
    public async Task Field_Should_Answer_When_ALargeVariableIsUsedOnce()
    {
        using var result = await Api.ExecuteAsync("query($f: ProductFilter) { products(filter: $f, first: 1) { totalCount } }", Filter(50_000), cancellationToken: TestContext.Current.CancellationToken);

        Assert.Empty(result.Errors);
    }

    /// <summary>A filter of so many empty ones, each of which has ten fields.</summary>
    private static string Filter(int parts) => $$"""{ "f": { "and": [{{string.Join(',', Enumerable.Repeat("{}", parts))}}] } }""";
}
