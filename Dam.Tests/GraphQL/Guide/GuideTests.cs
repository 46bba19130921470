using System.Buffers;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Http;
using Dam.GraphQL.Language;
using Dam.GraphQL.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.GraphQL.Guide;

/// <summary>The guide's code is code that is compiled and run here or in the sample.</summary>
public sealed partial class GuideTests
{
    private static readonly Lazy<string> Sources = new(() => string.Join(
        '\n',
        new[] { RepositoryRoot.File("Dam.GraphQL.Sample"), RepositoryRoot.File("Dam.Tests", "GraphQL", "Guide") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Select(file => Normalize(File.ReadAllText(file)))));

    public static TheoryData<string> Pages => [.. Directory.EnumerateFiles(RepositoryRoot.File("docs", "graphql"), "*.md").Select(Path.GetFileName).OfType<string>()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Snippet_Should_BeInTheSources_When_AGuideShowsIt(string page)
    {
        var text = File.ReadAllText(RepositoryRoot.File("docs", "graphql", page));

        foreach (var snippet in Fence().Matches(text).Select(match => match.Groups["code"].Value))
        {
            Assert.True(Sources.Value.Contains(Normalize(snippet), StringComparison.Ordinal), $"{page} shows what is nowhere compiled:\n{snippet}");
        }
    }

    [Theory]
    [InlineData(
        "{ books { title isLent } welcome isKnown(isbn: \"9780141439587\") }",
        """{"data":{"books":[{"title":"Emma","isLent":false},{"title":"Persuasion","isLent":true},{"title":"Ulysses","isLent":false}],"welcome":"Good day, Jane.","isKnown":true}}""")]
    [InlineData(
        "{ bookPage(first: 1, after: \"1\") { nodes { title } pageInfo { hasNextPage endCursor } totalCount } }",
        """{"data":{"bookPage":{"nodes":[{"title":"Persuasion"}],"pageInfo":{"hasNextPage":true,"endCursor":"2"},"totalCount":3}}}""")]
    [InlineData("{ longest { title } book(id: 2) { pages } }", """{"data":{"longest":{"title":"Ulysses"},"book":{"pages":null}}}""")]
    [InlineData("{ books { borrower } }", """{"data":{"books":[{"borrower":null},{"borrower":"Mr Knightley"},{"borrower":null}]}}""")]
    [InlineData("mutation { rename(input: {id: 1, title: \"Emma, again\"}) { title pages } }", """{"data":{"rename":{"title":"Emma, again","pages":474}}}""")]
    [InlineData("mutation { rename(input: {id: 1, title: \"Emma\", pages: null}) { pages } }", """{"data":{"rename":{"pages":null}}}""")]
    [InlineData("{ catalogue(first: 2) { nodes { title } pageInfo { hasNextPage } } }", """{"data":{"catalogue":{"nodes":[{"title":"Emma"},{"title":"Persuasion"}],"pageInfo":{"hasNextPage":true}}}}""")]
    [InlineData(
        "mutation { free: borrow(input: {id: 1}) { book { title } errors { __typename } } lent: borrow(input: {id: 2}) { book { title } errors { ... on BookIsLentError { message id } } } }",
        """{"data":{"free":{"book":{"title":"Emma"},"errors":null},"lent":{"book":null,"errors":[{"message":"Book 2 is lent.","id":"2"}]}}}""")]
    public async Task Library_Should_Answer_When_ItIsServedAsTheGuideSays(string query, string expected) => Assert.Equal(expected, await AskAsync(query));

    [Theory]
    [InlineData("{ book(id: 1) { cost } }", "FORBIDDEN")]
    [InlineData("mutation { rename(input: {id: 9, title: \"\"}) { id } }", "BOOK_NOT_FOUND")]
    [InlineData("{ isKnown(isbn: \"1\") }", "ISBN cannot represent value")]
    public async Task Library_Should_Refuse_When_TheGuideSaysSo(string query, string expected)
        => Assert.Contains(expected, await AskAsync(query), StringComparison.Ordinal);

    private static WebApplication Create(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton<Shelf>();
        builder.Services.AddGraphQL(graphql => graphql.AddTypes(typeof(BookQueries)));

        var app = builder.Build();
        app.MapGraphQL();
        return app;
    }

    private static WebApplication CreateLibrary(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddSingleton<Shelf>().AddSingleton<Lending>().AddHttpClient();
        builder.Services.AddGraphQL(graphql =>
        {
            graphql.AddTypes(typeof(BookQueries), typeof(DeskQueries), typeof(BookExtensions), typeof(BookMutations), typeof(LendingMutations), typeof(LendingSubscriptions), typeof(LendingLoaders));
            graphql.AddScalar(Isbn.Scalar);

            // Who asks.
            graphql.AddRequestState(context => new Visitor(context.Request.Headers["X-Visitor"].ToString()));
            graphql.Permissions = context => permission => permission is "books:write" && context.Request.Headers.ContainsKey("X-Visitor");
            graphql.AllowIntrospection = context => context.Request.Headers.ContainsKey("X-Visitor");
            graphql.RequirePolicy = true;

            // Bounds.
            graphql.Execution.Parser = new ParserOptions { MaxTokens = 5_000, MaxDepth = 30 };
            graphql.Execution.Validation = new ValidationOptions { MaxDepth = 30, MaxErrors = 20, Suggestions = false };
            graphql.Execution.Timeout = TimeSpan.FromSeconds(10);
            graphql.Execution.MaxResponseBytes = 8 * 1024 * 1024;

            // Who watches.
            graphql.Execution.SlowOperation = TimeSpan.FromMilliseconds(500);
            graphql.Execution.Observers.Add(new LoaderWatch());
        });

        var app = builder.Build();
        app.MapGraphQL("/graphql", http =>
        {
            // Over HTTP.
            http.MaxRequestBytes = 256 * 1024;
            http.MaxBatchSize = 10;
            http.Uploads.MaxFileBytes = 16 * 1024 * 1024;
            http.Uploads.Allow = context => context.Request.Headers.ContainsKey("X-Visitor");
        });
        return app;
    }

    [Fact]
    public async Task Shelf_Should_BeServed_When_AnApplicationIsMadeInFiveMinutes()
        => Assert.Equal("""{"data":{"books":[{"title":"Emma"},{"title":"Persuasion"},{"title":"Ulysses"}]}}""", await AskAsync("{ books { title } }", Create));

    [Fact]
    public async Task Watch_Should_CountFetches_When_ALoaderRuns()
    {
        var fetches = LoaderWatch.Fetches;
        Assert.Equal("""{"data":{"books":[{"borrower":null},{"borrower":"Mr Knightley"},{"borrower":null}]}}""", await AskAsync("{ books { borrower } }"));

        Assert.True(LoaderWatch.Fetches > fetches);
    }

    [Fact]
    public async Task Subscription_Should_AnswerOnceAnEvent_When_ItIsRunAsTheGuideSays()
    {
        await using var app = CreateLibrary(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        var executor = app.Services.GetRequiredService<Executor>();

        Assert.Equal(
            ["""{"data":{"returned":{"title":"Emma"}}}""", """{"data":{"returned":{"title":"Persuasion"}}}"""],
            await ListenAsync(executor, "subscription { returned(most: 2) { title } }"));
        Assert.Contains("errors", Assert.Single(await ListenAsync(executor, "subscription { nothing }")), StringComparison.Ordinal);

        async Task<List<string>> ListenAsync(Executor executor, string document)
        {
            var answers = new List<string>();
            var request = new GraphQLRequest(document) { Services = app.Services };
            var subscription = await executor.SubscribeAsync(request, TestContext.Current.CancellationToken);
            if (subscription.Refusal is { } refusal)
            {
                return [Text(refusal)];
            }

            await foreach (var response in subscription.Responses!)
            {
                using (response)
                {
                    answers.Add(Text(response));
                }
            }

            return answers;
        }
    }

    private static string Text(GraphQLResult result)
    {
        var output = new ArrayBufferWriter<byte>(result.Length);
        result.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static async Task<string> AskAsync(string query, Func<string[], WebApplication>? create = null)
    {
        await using var app = (create ?? CreateLibrary)(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "None"]);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Visitor", "Jane");
        using var response = await client.PostAsJsonAsync("/graphql", new { query }, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string Normalize(string code)
        => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
