using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;

namespace Dam.Tests.GraphQL.Execution;

/// <summary>Section 6.2.3: a response for each event of a source.</summary>
public sealed class SubscriptionTests
{
    private readonly Feed _feed = new();

    public sealed class Feed
    {
        public Channel<Product> Products { get; } = Channel.CreateUnbounded<Product>();

        public int Taken { get; set; }

        public TaskCompletionSource Disposed { get; } = new();
    }

    public sealed record Product(string Name)
    {
        public string Broken => throw new GraphQLException("Broken.");
    }

    [QueryType]
    public static class Queries
    {
        public static string Ok => "ok";
    }

    [SubscriptionType]
    public static class Subscriptions
    {
        public static async IAsyncEnumerable<int> Count(int to, Feed feed)
        {
            for (var i = 1; i <= to; i++)
            {
                feed.Taken = i;
                await Task.Yield();
                yield return i;
            }
        }

        public static async IAsyncEnumerable<Product?> Added(Feed feed, string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            try
            {
                await foreach (var product in feed.Products.Reader.ReadAllAsync(cancellationToken))
                {
                    if (prefix is null || product.Name.StartsWith(prefix, StringComparison.Ordinal))
                    {
                        yield return product.Name.Length == 0 ? null : product;
                    }
                }
            }
            finally
            {
                feed.Disposed.SetResult();
            }
        }

        public static async Task<IAsyncEnumerable<string>> LaterAsync(Feed feed)
        {
            await Task.Yield();
            return Count(2, feed).Select(number => $"#{number}");
        }

        public static async IAsyncEnumerable<int> Breaks(bool masked)
        {
            yield return 1;
            await Task.Yield();
            throw masked ? new FormatException("secret") : new GraphQLException("The wire was cut.", "CUT");
        }

        public static IAsyncEnumerable<int> Refuses() => throw new GraphQLException("Not today.", "CLOSED");

        [Authorize("listen")]
        public static IAsyncEnumerable<int> Secret(Feed feed) => Count(1, feed);
    }

    [Theory]
    [InlineData("subscription { count(to: 3) }", new[] { """{"data":{"count":1}}""", """{"data":{"count":2}}""", """{"data":{"count":3}}""" })]
    [InlineData("subscription { n: count(to: 1) }", new[] { """{"data":{"n":1}}""" })]
    [InlineData("subscription { count(to: 0) }", new string[0])]
    [InlineData("subscription { later }", new[] { """{"data":{"later":"#1"}}""", """{"data":{"later":"#2"}}""" })]
    public async Task Subscribe_Should_AnswerEachEvent_When_TheSourceGivesThem(string query, string[] expected)
        => Assert.Equal(expected, await ResponsesAsync(await SubscribeAsync(query)));

    [Fact]
    public async Task Subscribe_Should_ExecuteTheSelection_When_EventsAreObjects()
    {
        await _feed.Products.Writer.WriteAsync(new Product("shoe"), Cancel);
        await _feed.Products.Writer.WriteAsync(new Product("hat"), Cancel);
        await _feed.Products.Writer.WriteAsync(new Product("shirt"), Cancel);
        _feed.Products.Writer.Complete();

        var responses = await ResponsesAsync(await SubscribeAsync("subscription($p: String) { added(prefix: $p) { __typename name } }", """{"p":"s"}"""));

        Assert.Equal(["""{"data":{"added":{"__typename":"Product","name":"shoe"}}}""", """{"data":{"added":{"__typename":"Product","name":"shirt"}}}"""], responses);
    }

    [Fact]
    public async Task Subscribe_Should_GoOn_When_AnEventIsNullOrItsExecutionFails()
    {
        await _feed.Products.Writer.WriteAsync(new Product("a"), Cancel);
        await _feed.Products.Writer.WriteAsync(new Product(""), Cancel);
        await _feed.Products.Writer.WriteAsync(new Product("b"), Cancel);
        _feed.Products.Writer.Complete();

        var responses = await ResponsesAsync(await SubscribeAsync("subscription { added { broken } }"));

        Assert.Equal(3, responses.Count);
        Assert.Contains("\"message\":\"Broken.\"", responses[0], StringComparison.Ordinal);
        Assert.Contains("\"path\":[\"added\",\"broken\"]", responses[0], StringComparison.Ordinal);
        Assert.Equal("""{"data":{"added":null}}""", responses[1]);
        Assert.EndsWith("\"data\":{\"added\":null}}", responses[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_Should_BeAskedForOneEventAtATime_When_ResponsesAreTaken()
    {
        var subscription = await SubscribeAsync("subscription { count(to: 1000) }");
        await using var responses = subscription.Responses!.GetAsyncEnumerator(Cancel);
        Assert.Equal(0, _feed.Taken);

        Assert.True(await responses.MoveNextAsync());
        responses.Current.Dispose();
        await Task.Delay(20, Cancel);
        Assert.Equal(1, _feed.Taken);

        Assert.True(await responses.MoveNextAsync());
        responses.Current.Dispose();
        Assert.Equal(2, _feed.Taken);
    }

    [Fact]
    public async Task Source_Should_BeDisposed_When_TheCallerCancelsWhileWaiting()
    {
        using var leave = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var subscription = await SubscribeAsync("subscription { added { name } }", cancellationToken: leave.Token);
        var next = ResponsesAsync(subscription);
        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
        await _feed.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
    }

    [Fact]
    public async Task Source_Should_BeDisposed_When_TheStreamIsLeft()
    {
        await _feed.Products.Writer.WriteAsync(new Product("a"), Cancel);
        await foreach (var response in (await SubscribeAsync("subscription { added { name } }")).Responses!)
        {
            response.Dispose();
            break;
        }

        await _feed.Disposed.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancel);
    }

    [Theory]
    [InlineData("subscription { breaks(masked: false) }", "The wire was cut.", "CUT")]
    [InlineData("subscription { breaks(masked: true) }", "Internal error.", ErrorCodes.InternalError)]
    public async Task Subscribe_Should_EndWithTheError_When_TheSourceFails(string query, string message, string code)
    {
        var responses = await ResponsesAsync(await SubscribeAsync(query));

        Assert.Equal("""{"data":{"breaks":1}}""", responses[0]);
        Assert.Equal(
            $$$"""{"errors":[{"message":"{{{message}}}","locations":[{"line":1,"column":16}],"path":["breaks"],"extensions":{"code":"{{{code}}}"}}]}""",
            responses[1]);
        Assert.Equal(2, responses.Count);
    }

    [Theory]
    [InlineData("subscription { refuses }", "Not today.", "CLOSED")]
    [InlineData("subscription { secret }", "\"Subscription.secret\" needs the permission \"listen\".", ErrorCodes.Forbidden)]
    [InlineData("subscription { count(to: 1) ok: count(to: 2) }", "Anonymous Subscription must select only one top level field.", ErrorCodes.ValidationFailed)]
    [InlineData("subscription($to: Int!) { count(to: $to) }", "Variable \"$to\" of required type \"Int!\" was not provided.", ErrorCodes.BadUserInput)]
    [InlineData("{ ok }", "The operation is not a subscription.", ErrorCodes.OperationResolutionFailure)]
    [InlineData("subscription {", "Syntax Error: Expected Name, found <EOF>.", ErrorCodes.ParseFailed)]
    public async Task Subscribe_Should_BeRefused_When_ItCannotBegin(string query, string message, string code)
    {
        var subscription = await SubscribeAsync(query);

        Assert.Null(subscription.Responses);
        Assert.True(subscription.Refusal!.IsRequestError);
        Assert.Equal((message, code), (subscription.Refusal.Errors[0].Message, subscription.Refusal.Errors[0].Code));
    }

    [Fact]
    public async Task Execute_Should_Refuse_When_TheOperationIsASubscription()
        => Assert.Equal("Subscriptions are not available over this transport.", Assert.Single(await Api().ErrorsAsync("subscription { count(to: 1) }")).Message);

    [Theory]
    [InlineData(typeof(NoStream), "NoStream.Number: a subscription's field is a method that returns IAsyncEnumerable<T>, or a task of it.")]
    [InlineData(typeof(LoaderSource), "LoaderSource.Numbers: a loader belongs to one event's execution; fields below can take it, the source cannot.")]
    public void Build_Should_NameTheMember_When_ASourceCannotBe(Type subscriptions, string message)
        => Assert.EndsWith(message, Assert.Single(Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(Queries), subscriptions)).Problems), StringComparison.Ordinal);

    [Fact]
    public void Build_Should_NameTheMember_When_AQueryReturnsAStream()
        => Assert.EndsWith(
            "StreamQueries.Numbers: only a subscription's field returns IAsyncEnumerable<T>.",
            Assert.Throws<SchemaException>(() => new GraphQLApi(typeof(StreamQueries))).Message, StringComparison.Ordinal);

    [SubscriptionType]
    public static class NoStream
    {
        public static int Number() => 1;
    }

    public sealed class NoLoader : BatchLoader<int, int>
    {
        protected override Task<IReadOnlyDictionary<int, int>> FetchAsync(IReadOnlyList<int> keys, CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    [SubscriptionType]
    public static class LoaderSource
    {
        public static IAsyncEnumerable<int> Numbers(NoLoader loader) => AsyncEnumerable.Empty<int>();
    }

    [QueryType]
    public static class StreamQueries
    {
        public static IAsyncEnumerable<int> Numbers() => AsyncEnumerable.Empty<int>();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static GraphQLApi Api() => new(builder => builder.AddTypes(typeof(Queries), typeof(Subscriptions)).AddRequestState(_ => new Feed()));

    private ValueTask<GraphQLSubscription> SubscribeAsync(string query, string? variables = null, CancellationToken? cancellationToken = null)
        => Api().Executor.SubscribeAsync(
            new GraphQLRequest(query)
            {
                Variables = variables is null ? default : JsonDocument.Parse(variables).RootElement,
                State = type => type == typeof(Feed) ? _feed : null,
            },
            cancellationToken ?? Cancel);

    private static async Task<List<string>> ResponsesAsync(GraphQLSubscription subscription)
    {
        var responses = new List<string>();
        await foreach (var response in subscription.Responses!)
        {
            using (response)
            {
                responses.Add(response.ToString());
            }
        }

        return responses;
    }
}
