namespace Dam.Tests.GraphQL.Execution;

/// <summary>Sections 3.13.1 and 3.13.2: <c>@skip</c> and <c>@include</c> wherever they may stand, with every value that may arrive there.</summary>
public sealed class ConditionTests
{
    private readonly Shop _shop = new();

    [Theory]
    [InlineData("name id", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name id @include(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name id @include(if: false)", """{"name":"Lamp"}""")]
    [InlineData("name id @skip(if: false)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name id @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name id @include(if: true) @skip(if: false)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name id @include(if: true) @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name id @include(if: false) @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name id @include(if: false) @skip(if: false)", """{"name":"Lamp"}""")]
    [InlineData("name ...F", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ...F @include(if: false)", """{"name":"Lamp"}""")]
    [InlineData("name ...F @include(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ...F @skip(if: false)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ...F @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name ...F @skip(if: true) ...F", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ... on Product @include(if: false) { id } ...F @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name ... on Product @include(if: true) { id } ...F @skip(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ... on Product @skip(if: false) { id } ...F @skip(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ... on Product @skip(if: true) { id } ...F @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name ... @include(if: false) { id } ...F @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("name ... @include(if: true) { id } ...F @skip(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ... @skip(if: false) { id } ...F @skip(if: true)", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("name ... @skip(if: true) { id } ...F @skip(if: true)", """{"name":"Lamp"}""")]
    [InlineData("id @skip(if: true) name id", """{"name":"Lamp","id":"p1"}""")]
    [InlineData("id @skip(if: true) ...F @skip(if: true)", "{}")]
    public async Task Selection_Should_BeTaken_When_ItsConditionsSaySo(string selection, string product)
    {
        var query = $$"""{ product(id: "p1") { {{selection}} } } {{(selection.Contains("...F", StringComparison.Ordinal) ? "fragment F on Product { id }" : "")}}""";

        Assert.Equal($$"""{"product":{{product}}}""", await _shop.Api.DataAsync(query));
    }

    [Fact]
    public async Task Root_Should_BeEmpty_When_AllOfItIsSkipped()
        => Assert.Equal("{}", await _shop.Api.DataAsync("""mutation { rename(id: "p1", name: "x") @include(if: false) { id } }"""));

    /// <summary>
    /// A nullable variable with a default may stand in a condition, and null may be sent for it: as in graphql-js, the object whose fields can then not be told
    /// is what fails. (The specification's own steps would take such a null for false.)
    /// </summary>
    [Theory]
    [InlineData("""{ id @skip(if: $no) }""", "null", "")]
    [InlineData("""{ id @include(if: $no) }""", "null", "")]
    [InlineData("""{ id ... @skip(if: $no) { name } }""", "null", "")]
    [InlineData("""{ id ... on Named @skip(if: $no) { name } }""", "null", "")]
    [InlineData("""{ maker { id @skip(if: $no) } }""", """{"maker":null}""", "maker")]
    [InlineData("""{ box { strictInner { size @skip(if: $no) } } }""", "null", "box.strictInner")]
    [InlineData("""{ maker { products { id @skip(if: $no) } } }""", """{"maker":{"products":null}}""", "maker.products.0 maker.products.1")]
    public async Task Object_Should_Fail_When_AConditionInItIsNull(string selection, string product, string paths)
    {
        var query = $$"""query ($no: Boolean = true) { product(id: "p1") {{selection}} }""";
        using var result = await _shop.Api.ExecuteAsync(query, """{"no":null}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal($$"""{"product":{{product}}}""", System.Text.Encoding.UTF8.GetString(result.Data));
        Assert.All(result.Errors, error =>
        {
            Assert.Equal("Argument \"if\" of non-null type \"Boolean!\" must not be null.", error.Message);
            Assert.Equal(query.LastIndexOf('$') + 1, Assert.Single(error.Locations).Column);
        });
        Assert.Equal(paths.Length == 0 ? ["product"] : paths.Split(' ').Select(path => $"product.{path}"), result.Errors.Select(error => string.Join('.', error.Path!)));
    }

    [Theory]
    [InlineData("{ products { id @skip(if: true) @include(if: $no) } }", """{"products":[{},{},{}]}""")]
    [InlineData("{ products { id @include(if: $no) @skip(if: true) } }", """{"products":[{},{},{}]}""")]
    [InlineData("""{ product(id: "none") { id @skip(if: $no) } }""", """{"product":null}""")]
    [InlineData("{ named { ... on Maker { id } ... on Product @skip(if: true) { id @skip(if: $no) } } }", """{"named":[{},{"id":"7"},null,{}]}""")]
    public async Task Condition_Should_NotBeAsked_When_NothingDependsOnIt(string selection, string data)
        => Assert.Equal(data, await _shop.Api.DataAsync($"query ($no: Boolean = true) {selection}", """{"no":null}"""));

    [Fact]
    public async Task Objects_Should_FailAlone_When_TheConditionIsOnTheirType()
    {
        const string Query = "query ($no: Boolean = true) { named { ... on Maker { id } ... on Product { id @skip(if: $no) } } }";
        using var result = await _shop.Api.ExecuteAsync(Query, """{"no":null}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal("""{"named":[null,{"id":"7"},null,null]}""", System.Text.Encoding.UTF8.GetString(result.Data));
        Assert.Equal(["named.0", "named.3"], result.Errors.Select(error => string.Join('.', error.Path!)));
    }

    [Theory]
    [InlineData("query ($no: Boolean = true) { products @skip(if: $no) { id } }")]
    [InlineData("""mutation ($no: Boolean = true) { rename(id: "p1", name: "x") { id } ... @include(if: $no) { __typename } }""")]
    public async Task Data_Should_BeNull_When_AConditionOfTheRootIsNull(string query)
    {
        using var result = await _shop.Api.ExecuteAsync(query, """{"no":null}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsRequestError);
        Assert.Equal("null", System.Text.Encoding.UTF8.GetString(result.Data));
        Assert.Null(Assert.Single(result.Errors).Path);
        Assert.Empty(_shop.Log);
    }

    [Fact]
    public async Task Condition_Should_NotBeAsked_When_ItsVariableIsAnotherOperations()
    {
        const string Query = """
            query A($v: String) { product(id: "p1") { label(prefix: $v) } }
            query B($v: Boolean = true) { ...F }
            fragment F on Query { __typename @skip(if: $v) }
            """;

        Assert.Equal("""{"data":{"product":{"label":"no.p1"}}}""", await _shop.Api.AskAsync(Query, operationName: "A"));
        Assert.Equal("""{"data":{}}""", await _shop.Api.AskAsync(Query, operationName: "B"));
    }
}
