using Dam.GraphQL.Annotations;
using Dam.GraphQL.Documents;
using Dam.GraphQL.Protection;
using Dam.GraphQL.Sample;
using Dam.Tests.GraphQL.Protection;

namespace Dam.Tests.GraphQL.Guide;

/// <summary>What the guide's page on protection shows.</summary>
public sealed class ProtectedLibrary
{
    [QueryType]
    public static class ShelfQueries
    {
        [Cost(5)]
        [ListSize(SlicingArguments = ["limit"])]
        public static IReadOnlyList<Book> Search(Shelf shelf, [Cost(10)] string? contains, int limit = 10)
            => [.. shelf.Books.Where(book => book.Title.Contains(contains ?? "", StringComparison.Ordinal)).Take(limit)];

        [ListSize(AssumedSize = 3)]
        public static IReadOnlyList<Book> Recommended(Shelf shelf) => shelf.Books;
    }

    [Fact]
    public async Task Library_Should_HoldItsBounds_When_ItIsSetUpAsTheGuideSays()
    {
        var folder = Directory.CreateTempSubdirectory("documents");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "recommended-1.graphql"), "{ recommended { title } }", TestContext.Current.CancellationToken);
        var shelf = new Shelf();
        await using var api = await Endpoint.StartAsync(graphql =>
        {
            graphql.AddTypes(typeof(ShelfQueries)).AddRequestState(_ => shelf);

            // Costs.
            graphql.Execution.Cost.MaxTypeCost = 1_000;
            graphql.Budget = context => context.Request.Headers["X-Key"] is [{ } key]
                ? new CallerBudget(key, Maximum: 2_000, RestoreRate: 100)
                : new CallerBudget($"{context.Connection.RemoteIpAddress}", Maximum: 200, RestoreRate: 10);

            // Trusted documents.
            graphql.Execution.Documents.Trusted = TrustedDocuments.Load(folder.FullName);
            graphql.Execution.Documents.OnlyTrusted = true;
            graphql.AllowUntrusted = context => context.Request.Headers.ContainsKey("X-Key");
        }, new ManualTime(DateTimeOffset.UnixEpoch) { Counter = 0 });

        Assert.Equal("""{"data":{"recommended":[{"title":"Emma"},{"title":"Persuasion"},{"title":"Ulysses"}]}}""", (await api.PostAsync(new { documentId = "recommended-1" })).Text);
        Assert.Equal("ONLY_TRUSTED_DOCUMENTS", (await api.PostAsync(new { query = "{ __typename }" })).Code);

        var report = await api.PostAsync(new { query = "{ search(contains: \"U\", limit: 2) { title } }" }, ("X-Key", "k"), ("GraphQL-Cost", "report"));
        Assert.Equal(
            """{"data":{"search":[{"title":"Ulysses"}]},"extensions":{"cost":{"fieldCost":15,"typeCost":3,"requestedQueryCost":18,"actualQueryCost":17,"throttleStatus":{"maximumAvailable":2000,"currentlyAvailable":1983,"restoreRate":100}}}}""",
            report.Text);
        Assert.Equal("COST_EXCEEDED", (await api.PostAsync(new { query = "{ search(limit: 1000) { title } }" }, ("X-Key", "k"))).Code);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Sample_Should_AnswerAsTheGuideShows()
    {
        await using var api = await Endpoint.StartAsync(SampleHost.Configure);
        var answer = await api.PostAsync(new { query = "{ products { nodes { assets { name } } } }" }, ("GraphQL-Cost", "validate"));
        Assert.Contains($"\n{answer.Text}\n", await File.ReadAllTextAsync(RepositoryRoot.File("docs", "graphql", "protection.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
