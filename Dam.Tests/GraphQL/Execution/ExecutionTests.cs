using Dam.GraphQL.Errors;

namespace Dam.Tests.GraphQL.Execution;

public sealed class ExecutionTests
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Execute_Should_WriteLeaves_When_TheyComeStraightFromTheParent()
    {
        Assert.Equal(
            """{"products":[{"id":"p1","name":"Lamp","price":10.5,"status":"ON_SALE"},{"id":"p2","name":"Chair","price":null,"status":"DRAFT"},{"id":"p3","name":"Table","price":99,"status":"ON_SALE"}]}""",
            await _shop.Api.DataAsync("{ products { id name price status } }"));
    }

    [Fact]
    public async Task Execute_Should_FetchOncePerWave_When_ALoaderIsUsed()
    {
        Assert.Equal(
            """{"products":[{"maker":{"name":"Maker 1","products":[{"id":"p1"},{"id":"p3"}]}},{"maker":{"name":"Maker 2","products":[{"id":"p2"}]}},{"maker":{"name":"Maker 1","products":[{"id":"p1"},{"id":"p3"}]}}]}""",
            await _shop.Api.DataAsync("{ products { maker { name products { id } } } }"));
        Assert.Equal(["makers 1,2", "products of 1,2"], _shop.Log);
    }

    [Fact]
    public async Task Execute_Should_ShareOneFetch_When_SeveralFieldsAskForTheSameKeys()
    {
        Assert.Equal(
            """{"a":[{"makerName":"Maker 1","maker":{"id":"1"}},{"makerName":"Maker 2","maker":{"id":"2"}},{"makerName":"Maker 1","maker":{"id":"1"}}],"b":{"makerName":"Maker 1"}}""",
            await _shop.Api.DataAsync("""{ a: products { makerName maker { id } } b: product(id: "p1") { makerName } }"""));
        Assert.Equal(["product p1", "makers 1,2"], _shop.Log);
    }

    [Fact]
    public async Task Execute_Should_RunABatchResolverOncePerArguments_When_ItIsAskedForAList()
    {
        Assert.Equal(
            """{"products":[{"stock":0,"more":5},{"stock":1,"more":6},{"stock":2,"more":7}]}""",
            await _shop.Api.DataAsync("{ products { stock more: stock(add: 5) } }"));
        Assert.Equal(["stock of 3", "stock of 3"], _shop.Log);
    }

    [Fact]
    public async Task Execute_Should_CoerceArguments_When_TheyAreLiteralsVariablesOrMissing()
    {
        Assert.Equal(
            """{"product":{"label":"no.p1","a":"x:p1","b":"yyp1"}}""",
            await _shop.Api.DataAsync(
                """query ($id: ID!, $p: String!, $r: Int, $none: Int) { product(id: $id) { label(repeat: $none) a: label(prefix: "x:") b: label(prefix: $p, repeat: $r) } }""",
                """{"id":"p1","p":"y","r":2}"""));
    }

    [Fact]
    public async Task Execute_Should_ResolveConcreteTypes_When_TheTypeIsAbstract()
    {
        Assert.Equal(
            """{"named":[{"__typename":"Product","name":"Lamp","price":10.5},{"__typename":"Maker","name":"Seven","id":"7"},null,{"__typename":"Product","name":"Chair","price":null}]}""",
            await _shop.Api.DataAsync("{ named { __typename name ... on Product { price } ...M } } fragment M on Maker { id }"));
    }

    [Fact]
    public async Task Execute_Should_KeepTheShape_When_ListsAreNested()
    {
        Assert.Equal("""{"grid":[[{"id":"p1"},null],null,[],[{"id":"p3"}]]}""", await _shop.Api.DataAsync("{ grid { id } }"));
    }

    [Fact]
    public async Task Execute_Should_CountOnlyWhenAsked_When_AConnectionIsPaged()
    {
        Assert.Equal(
            """{"page":{"edges":[{"cursor":"p1","node":{"name":"Lamp"}}],"nodes":[{"id":"p1"}],"pageInfo":{"hasNextPage":true,"endCursor":"p2"}}}""",
            await _shop.Api.DataAsync("{ page(first: 1) { edges { cursor node { name } } nodes { id } pageInfo { hasNextPage endCursor } } }"));
        Assert.Empty(_shop.Log);
        Assert.Equal("""{"page":{"totalCount":3}}""", await _shop.Api.DataAsync("{ page { totalCount } }"));
        Assert.Equal(["count"], _shop.Log);
    }

    [Fact]
    public async Task Execute_Should_MaskTheMessage_When_AResolverThrows()
    {
        using var result = await _shop.Api.ExecuteAsync("{\n  products { id fails }\n}", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, result.Errors.Count);
        var error = result.Errors[1];
        Assert.Equal("Internal error.", error.Message);
        Assert.Equal(ErrorCodes.InternalError, error.Code);
        Assert.Equal(["products", 1, "fails"], error.Path!);
        Assert.Equal(2, Assert.Single(error.Locations).Line);
        Assert.Equal(17, error.Locations[0].Column);
        Assert.Equal("""{"products":[{"id":"p1","fails":null},{"id":"p2","fails":null},{"id":"p3","fails":null}]}""", System.Text.Encoding.UTF8.GetString(result.Data));
    }

    [Fact]
    public async Task Execute_Should_TakeBackToTheNearestNullable_When_ANonNullFieldFails()
    {
        Assert.Equal(
            """{"errors":[{"message":"no p2","locations":[{"line":1,"column":35}],"path":["p2","failsHard"],"extensions":{"code":"NO_P2"}}],"data":{"p2":null,"p1":{"id":"p1"}}}""",
            await _shop.Api.AskAsync("""{ p2: product(id: "p2") { id name failsHard } p1: product(id: "p1") { id } }"""));
    }

    [Fact]
    public async Task Execute_Should_NullTheData_When_NoParentIsNullable()
    {
        Assert.Equal(
            """{"errors":[{"message":"no p2","locations":[{"line":1,"column":14}],"path":["products",1,"failsHard"],"extensions":{"code":"NO_P2"}}],"data":null}""",
            await _shop.Api.AskAsync("{ products { failsHard } }"));
    }

    [Fact]
    public async Task Execute_Should_ReportTheField_When_ANonNullFieldIsNull()
    {
        Assert.Equal(
            """{"errors":[{"message":"Cannot return null for non-nullable field Box.strict.","locations":[{"line":1,"column":29}],"path":["product","box","strict"],"extensions":{"code":"INTERNAL_ERROR"}}],"data":{"product":null}}""",
            await _shop.Api.AskAsync("""{ product(id: "p2") { box { strict } } }"""));
        Assert.Equal(
            """{"errors":[{"message":"Cannot return null for non-nullable field Box.strictInner.","locations":[{"line":1,"column":37}],"path":["product","box","inner","strictInner"],"extensions":{"code":"INTERNAL_ERROR"}}],"data":{"product":{"box":{"inner":null}}}}""",
            await _shop.Api.AskAsync("""{ product(id: "p2") { box { inner { strictInner { size } } } } }"""));
    }

    [Fact]
    public async Task Execute_Should_RunMutationsOneAfterTheOther_When_SomeAreSlow()
    {
        Assert.Equal(
            """{"a":{"name":"A"},"b":{"name":"B","maker":{"id":"1"}},"c":{"name":"C"}}""",
            await _shop.Api.DataAsync("""mutation { a: renameSlowly(id: "p1", name: "A") { name } b: rename(id: "p1", name: "B") { name maker { id } } c: renameSlowly(id: "p1", name: "C") { name } }"""));
        Assert.Equal(["rename p1 A", "rename p1 B", "makers 1", "rename p1 C"], _shop.Log);
    }

    [Theory]
    [InlineData("""{"x":true}""", """{"products":[{"name":"Lamp","id":"p1"}]}""")]
    [InlineData("""{"x":false}""", """{"products":[{"id":"p1","name":"Lamp"}]}""")]
    public async Task Execute_Should_OrderKeysByWhatIsThere_When_TheFirstOccurrenceIsSkipped(string variables, string expected)
    {
        _shop.Products.RemoveRange(1, 2);
        Assert.Equal(expected, await _shop.Api.DataAsync("query ($x: Boolean!) { products { id @skip(if: $x) name id } }", variables));
    }

    [Fact]
    public async Task Execute_Should_MergeSelections_When_AFieldIsWrittenTwice()
    {
        Assert.Equal(
            """{"product":{"id":"p1","maker":{"id":"1","name":"Maker 1"},"name":"Lamp"}}""",
            await _shop.Api.DataAsync("""{ product(id: "p1") { id maker { id } } ...F } fragment F on Query { product(id: "p1") { maker { name } name } }"""));
    }

    [Fact]
    public async Task Execute_Should_Forbid_When_ThePermissionIsMissing()
    {
        Assert.Equal(
            """{"errors":[{"message":"\"Product.cost\" needs the permission \"cost:read\".","locations":[{"line":1,"column":26}],"path":["product","cost"],"extensions":{"code":"FORBIDDEN"}}],"data":{"product":{"id":"p1","cost":null}}}""",
            await _shop.Api.AskAsync("""{ product(id: "p1") { id cost } }"""));
        Assert.Equal(["product p1"], _shop.Log);

        var api = _shop.Api;
        api.Permissions.Add("cost:read");
        Assert.Equal("""{"product":{"cost":5.25}}""", await api.DataAsync("""{ product(id: "p1") { cost } }"""));
    }

    [Fact]
    public async Task Execute_Should_FailTheList_When_EnumeratingItThrows()
    {
        var error = Assert.Single(await _shop.Api.ErrorsAsync("{ throwing { id } }"));
        Assert.Equal("broken list", error.Message);
        Assert.Equal(["throwing"], error.Path!);
    }

    [Fact]
    public async Task Execute_Should_NullTheItem_When_OneCannotBeWritten()
    {
        Assert.Equal(
            """{"errors":[{"message":"Enum \"Status\" cannot represent value: 77","locations":[{"line":1,"column":3}],"path":["statuses",1]}],"data":{"statuses":["DRAFT",null,null]}}""",
            await _shop.Api.AskAsync("{ statuses }"));
        Assert.Equal("Float cannot represent non numeric value: NaN", Assert.Single(await _shop.Api.ErrorsAsync("{ notANumber }")).Message);
    }

    [Fact]
    public async Task Execute_Should_Stop_When_TheTimeIsUp()
    {
        var api = _shop.Api;
        api.Executor.Options.Timeout = TimeSpan.FromMilliseconds(50);
        using var result = await api.ExecuteAsync("{ slow(milliseconds: 10000) }", cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsRequestError);
        Assert.Equal(ErrorCodes.Timeout, Assert.Single(result.Errors).Code);
    }

    [Fact]
    public async Task Execute_Should_RunMutationsAlone_When_TheyHaveASchedulerOfTheirOwn()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ConcurrentScheduler;
        var api = _shop.Api;
        api.Executor.Options.MutationScheduler = scheduler;

        await api.DataAsync("""mutation { a: renameSlowly(id: "p1", name: "Lantern") { maker { id } } b: rename(id: "p2", name: "Stool") { id } }""");
        var changed = _shop.NotedOn.ToList();
        await api.DataAsync("""{ product(id: "p1") { maker { id } } }""");

        Assert.Equal(["rename p1 Lantern", "makers 1", "rename p2 Stool", "product p1", "makers 1"], _shop.Log);
        Assert.All(changed, on => Assert.Same(scheduler, on));
        Assert.All(_shop.NotedOn[changed.Count..], on => Assert.NotSame(scheduler, on));
    }

    [Fact]
    public async Task Execute_Should_AnswerAsEver_When_AMutationOnASchedulerOfItsOwnFails()
    {
        var api = _shop.Api;
        api.Executor.Options.MutationScheduler = new ConcurrentExclusiveSchedulerPair().ConcurrentScheduler;
        api.Executor.Options.Timeout = TimeSpan.FromMilliseconds(50);

        Assert.Equal(ErrorCodes.Timeout, Assert.Single(await api.ErrorsAsync("""mutation { stubbornly }""")).Code);
    }

    [Fact]
    public async Task Execute_Should_Throw_When_TheCallerGoesAway()
    {
        using var gone = new CancellationTokenSource(TimeSpan.FromMilliseconds(30));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _shop.Api.ExecuteAsync("{ slow(milliseconds: 10000) }", cancellationToken: gone.Token));
        Assert.Empty(_shop.Log);
    }

    [Fact]
    public async Task Execute_Should_Refuse_When_TheResponseGrowsTooLarge()
    {
        var api = _shop.Api;
        api.Executor.Options.MaxResponseBytes = 5_000;
        var query = $"{{ products {{ {string.Concat(Enumerable.Range(0, 250).Select(i => $"a{i}: name "))} }} }}";
        Assert.Equal(ErrorCodes.ResponseTooLarge, Assert.Single(await api.ErrorsAsync(query)).Code);
    }

    [Fact]
    public async Task Execute_Should_Refuse_When_ListsMultiply()
    {
        var api = _shop.Api;
        const string query = "{ products { maker { products { maker { products { name } } } } } }";
        Assert.Empty(await api.ErrorsAsync(query));
        api.Executor.Options.MaxObjects = 10;

        Assert.Equal(ErrorCodes.ResponseTooLarge, Assert.Single(await api.ErrorsAsync(query)).Code);
    }

    [Fact]
    public async Task Execute_Should_SayThatTimeIsUp_When_TheLastResolverIsStopped()
    {
        var api = _shop.Api;
        api.Executor.Options.Timeout = TimeSpan.FromMilliseconds(50);

        Assert.Equal(ErrorCodes.Timeout, Assert.Single(await api.ErrorsAsync("{ stubborn }")).Code);
    }

    [Theory]
    [InlineData("{ product(id: \"p1\") { name } }", "{\"product\":{\"name\":\"Lamp\"}}")]
    [InlineData("{ a: __typename }", "{\"a\":\"Query\"}")]
    public async Task Execute_Should_HoldTheResponseToItsBound_When_ItIsSmall(string query, string data)
    {
        var api = _shop.Api;
        api.Executor.Options.MaxResponseBytes = data.Length;
        Assert.Equal(data, await api.DataAsync(query));

        api.Executor.Options.MaxResponseBytes = data.Length - 1;
        Assert.Equal(ErrorCodes.ResponseTooLarge, Assert.Single(await api.ErrorsAsync(query)).Code);
    }

    [Theory]
    [InlineData("{", "GRAPHQL_PARSE_FAILED")]
    [InlineData("query A { __typename } query B { __typename }", "OPERATION_RESOLUTION_FAILURE")]
    [InlineData("{ nothing }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { x }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("query ($x: Int!) { page(first: $x) { totalCount } }", "BAD_USER_INPUT")]
    public async Task Execute_Should_RefuseTheRequest_When_ItCannotBegin(string query, string code)
    {
        using var result = await _shop.Api.ExecuteAsync(query, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.IsRequestError);
        Assert.Equal(code, result.Errors[0].Code);
    }
}
