using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Documents;
using Dam.GraphQL.Sample;

namespace Dam.Tests.GraphQL.Protection;

/// <summary>Persisted documents: Apollo's automatic ones, and trusted ones by their ids.</summary>
public sealed class DocumentTests : IDisposable
{
    private const string Echo = "query E($t: String! = \"a\") { echo(text: $t) }";

    private readonly string _folder = Directory.CreateTempSubdirectory("documents").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Automatic_Should_AnswerAHash_When_TheDocumentWasRegistered()
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);

        var unknown = await api.PostAsync(Hashed(Echo));
        Assert.Equal((200, "PERSISTED_QUERY_NOT_FOUND", "PersistedQueryNotFound", true), (unknown.Status, unknown.Code, unknown.Message, unknown.IsNoStore));
        Assert.False(unknown.Body.TryGetProperty("data", out _));
        Assert.Equal(400, (await api.PostAsync(Hashed(Echo), ("Accept", Endpoint.GraphQLResponse))).Status);

        // To have executed it is not to have registered it.
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(new { query = Echo })).Text);
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.PostAsync(Hashed(Echo))).Code);

        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(Hashed(Echo, Echo))).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(Hashed(Echo))).Text);
        Assert.Equal("""{"data":{"echo":"b"}}""", (await api.PostAsync(new { variables = new { t = "b" }, extensions = Extensions(HashOf(Echo).ToUpperInvariant()) })).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.GetAsync($"extensions={Uri.EscapeDataString(JsonSerializer.Serialize(Extensions(HashOf(Echo))))}")).Text);
    }

    [Fact]
    public async Task Automatic_Should_RegisterOverGet_But_NotRunMutations()
    {
        const string Mutation = "mutation { createProduct(input: {sku: \"S\", name: \"N\"}) { product { id } } }";
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        var extensions = Uri.EscapeDataString(JsonSerializer.Serialize(Extensions(HashOf(Echo))));
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.GetAsync($"extensions={extensions}")).Code);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.GetAsync($"query={Uri.EscapeDataString(Echo)}&extensions={extensions}")).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.GetAsync($"extensions={extensions}")).Text);

        Assert.Equal("""{"data":{"createProduct":{"product":{"id":"p-S"}}}}""", (await api.PostAsync(Hashed(Mutation, Mutation))).Text);
        Assert.Equal(405, (await api.GetAsync($"extensions={Uri.EscapeDataString(JsonSerializer.Serialize(Extensions(HashOf(Mutation))))}")).Status);
    }

    [Theory]
    [InlineData("{\"version\":1,\"sha256Hash\":\"0000000000000000000000000000000000000000000000000000000000000000\"}", "provided sha does not match query")]
    [InlineData("{\"version\":2,\"sha256Hash\":\"$\"}", "Unsupported persisted query version.")]
    [InlineData("{\"version\":\"1\",\"sha256Hash\":\"$\"}", "Unsupported persisted query version.")]
    [InlineData("{\"version\":1.5,\"sha256Hash\":\"$\"}", "Unsupported persisted query version.")]
    [InlineData("{\"sha256Hash\":\"$\"}", "Unsupported persisted query version.")]
    [InlineData("1", "Unsupported persisted query version.")]
    [InlineData("{\"version\":1}", "\"sha256Hash\" of a persisted query must be 64 hexadecimal digits.")]
    [InlineData("{\"version\":1,\"sha256Hash\":1}", "\"sha256Hash\" of a persisted query must be 64 hexadecimal digits.")]
    [InlineData("{\"version\":1,\"sha256Hash\":\"abc\"}", "\"sha256Hash\" of a persisted query must be 64 hexadecimal digits.")]
    public async Task Automatic_Should_Be400_When_TheHashIsWrong(string persistedQuery, string message)
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        var extensions = JsonSerializer.Deserialize<JsonElement>($$"""{"persistedQuery":{{persistedQuery.Replace("$", HashOf(Echo), StringComparison.Ordinal)}}}""");
        var refused = await api.PostAsync(new { query = Echo, extensions });
        Assert.Equal((400, "BAD_REQUEST", message), (refused.Status, refused.Code, refused.Message));
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.PostAsync(Hashed(Echo))).Code);
    }

    [Fact]
    public async Task Automatic_Should_NotRegister_When_TheDocumentIsInvalid()
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        Assert.Equal("GRAPHQL_VALIDATION_FAILED", (await api.PostAsync(Hashed("{ nothing }", "{ nothing }"))).Code);
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.PostAsync(Hashed("{ nothing }"))).Code);
    }

    [Fact]
    public async Task Automatic_Should_ForgetTheOldest_When_ItsMemoryIsFull()
    {
        await using var api = await Endpoint.StartAsync(graphql =>
        {
            SampleHost.Configure(graphql);
            graphql.Execution.Documents.AutomaticBytes = 10 * 1024;
        });
        var documents = Enumerable.Range(0, 100).Select(i => $"{{ e{i}: echo(text: \"x\") }}").ToArray();
        foreach (var document in documents)
        {
            Assert.Null((await api.PostAsync(Hashed(document, document))).Code);
        }

        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.PostAsync(Hashed(documents[0]))).Code);
        Assert.Equal("""{"data":{"e99":"x"}}""", (await api.PostAsync(Hashed(documents[99]))).Text);
    }

    [Fact]
    public async Task Automatic_Should_BeUnsupported_When_ItIsOff()
    {
        await using var api = await Endpoint.StartAsync(graphql =>
        {
            SampleHost.Configure(graphql);
            graphql.Execution.Documents.Automatic = false;
        });
        var refused = await api.PostAsync(Hashed(Echo, Echo));
        Assert.Equal((200, "PERSISTED_QUERY_NOT_SUPPORTED", "PersistedQueryNotSupported"), (refused.Status, refused.Code, refused.Message));
        Assert.Equal("PERSISTED_QUERY_NOT_SUPPORTED", (await api.PostAsync(Hashed(Echo))).Code);
        Assert.Null((await api.PostAsync(new { query = Echo })).Code);
    }

    [Theory]
    [InlineData("documentId", "echo-1")]
    [InlineData("documentId", "from-relay")]
    [InlineData("documentId", "from-apollo")]
    [InlineData("documentId", "sha256:$")]
    [InlineData("documentId", "$")]
    [InlineData("doc_id", "echo-1")]
    [InlineData("id", "echo-1")]
    public async Task Trusted_Should_Answer_When_TheDocumentIsNamed(string parameter, string id)
    {
        await using var api = await StartTrustedAsync(onlyTrusted: true);
        id = id.Replace("$", HashOf(Echo), StringComparison.Ordinal);
        Assert.Equal(
            """{"data":{"echo":"v"}}""",
            (await api.PostAsync(new Dictionary<string, object?>(StringComparer.Ordinal) { ["query"] = null, [parameter] = id, ["variables"] = new { t = "v" }, ["operationName"] = "E" })).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.GetAsync($"{parameter}={Uri.EscapeDataString(id)}")).Text);
    }

    [Fact]
    public async Task Trusted_Should_AnswerItsHash_When_AClientSpeaksApollosProtocol()
    {
        await using var api = await StartTrustedAsync(onlyTrusted: true);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(Hashed(Echo))).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(Hashed(Echo, Echo))).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(new { query = Echo })).Text);
    }

    [Fact]
    public async Task OnlyTrusted_Should_RefuseAllOthers()
    {
        await using var api = await StartTrustedAsync(onlyTrusted: true);
        foreach (var query in new[] { "{ __typename }", "{ __schema { queryType { name } } }", Echo + " " })
        {
            Assert.Equal((200, "ONLY_TRUSTED_DOCUMENTS"), Of(await api.PostAsync(new { query })));
            Assert.Equal((400, "ONLY_TRUSTED_DOCUMENTS"), Of(await api.PostAsync(new { query }, ("Accept", Endpoint.GraphQLResponse))));
            Assert.Equal((200, "ONLY_TRUSTED_DOCUMENTS"), Of(await api.PostAsync(Hashed(query, query))));
            Assert.Equal((200, "PERSISTED_QUERY_NOT_FOUND"), Of(await api.PostAsync(Hashed(query))));
        }

        Assert.Equal((200, "PERSISTED_QUERY_NOT_FOUND"), Of(await api.PostAsync(new { documentId = "nothing" })));
        Assert.Equal((200, "ONLY_TRUSTED_DOCUMENTS"), Of(await api.PostAsync(new { query = "{ __typename }", documentId = "echo-1" })));
    }

    [Fact]
    public async Task OnlyTrusted_Should_LetSomeCallersSendAny_And_NotLendTheirDocumentsToOthers()
    {
        await using var api = await StartTrustedAsync(onlyTrusted: true, graphql => graphql.AllowUntrusted = context => context.Request.Headers.ContainsKey("X-Developer"));
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await api.PostAsync(Hashed("{ __typename }", "{ __typename }"), ("X-Developer", "1"))).Text);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await api.PostAsync(Hashed("{ __typename }"), ("X-Developer", "1"))).Text);
        Assert.Equal("PERSISTED_QUERY_NOT_FOUND", (await api.PostAsync(Hashed("{ __typename }"))).Code);
    }

    [Fact]
    public async Task Trusted_Should_BeAllowedBesideOthers_When_NotOnlyTheyAre()
    {
        await using var api = await StartTrustedAsync(onlyTrusted: false);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(new { documentId = "echo-1" })).Text);
        Assert.Equal("""{"data":{"echo":"a"}}""", (await api.PostAsync(new { query = (string?)null, documentId = "echo-1" })).Text);
        Assert.Equal("""{"data":{"__typename":"Query"}}""", (await api.PostAsync(new { query = "{ __typename }", documentId = "" })).Text);
    }

    [Theory]
    [InlineData("a.json", "[]")]
    [InlineData("a.json", "{")]
    [InlineData("a.json", "{\"a\":1}")]
    [InlineData("a.json", "{\"operations\":[{\"id\":\"a\"}]}")]
    [InlineData("a.json", "{\"operations\":[{\"id\":null,\"body\":\"{ a }\"}]}")]
    [InlineData("a.json", "{\"same\":\"{ a }\"}")]
    public void Load_Should_Fail_When_AManifestIsWrong(string file, string text)
    {
        File.WriteAllText(Path.Combine(_folder, "same.graphql"), "{ b }");
        File.WriteAllText(Path.Combine(_folder, file), text);
        Assert.Throws<InvalidDataException>(() => TrustedDocuments.Load(_folder));
    }

    private static (int Status, string? Code) Of(Answer answer) => (answer.Status, answer.Code);

    private Task<Endpoint> StartTrustedAsync(bool onlyTrusted, Action<GraphQLBuilder>? configure = null)
    {
        File.WriteAllText(Path.Combine(_folder, "echo-1.graphql"), Echo);
        File.WriteAllText(Path.Combine(_folder, "README.md"), "Not a document.");
        File.WriteAllText(Path.Combine(_folder, "relay.json"), JsonSerializer.Serialize(new Dictionary<string, string>(StringComparer.Ordinal) { ["from-relay"] = Echo, ["other"] = "{ echo(text: \"o\") }" }));
        File.WriteAllText(
            Path.Combine(_folder, "apollo.json"),
            JsonSerializer.Serialize(new { format = "apollo-persisted-query-manifest", version = 1, operations = new[] { new { id = "from-apollo", name = "E", type = "query", body = Echo } } }));
        return Endpoint.StartAsync(graphql =>
        {
            SampleHost.Configure(graphql);
            graphql.Execution.Documents.Trusted = TrustedDocuments.Load(_folder);
            graphql.Execution.Documents.OnlyTrusted = onlyTrusted;
            configure?.Invoke(graphql);
        });
    }

    private static string HashOf(string query) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(query)));

    private static object Extensions(string hash) => new { persistedQuery = new { version = 1, sha256Hash = hash } };

    private static object Hashed(string hashed, string? query = null)
        => query is null ? new { extensions = Extensions(HashOf(hashed)) } : new { query, extensions = Extensions(HashOf(hashed)) };
}
