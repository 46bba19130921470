using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Http;
using Dam.GraphQL.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Dam.Benchmarks.Streams;

/// <summary>A service with one subscription, in a process of its own, which tells what it takes.</summary>
internal static class StreamServer
{
    public const string Query = "subscription { changed { id title } }";

    public static async Task RunAsync(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        builder.Services.AddGraphQL(graphql => graphql.AddTypes(typeof(Queries), typeof(Mutations), typeof(Subscriptions)));
        await using var app = builder.Build();
        app.MapGraphQL();
        app.MapGet("/", () => "ready");
        app.MapGet("/memory", Memory);
        await app.RunAsync();
    }

    /// <summary>Live bytes of the managed heap, and of the whole process, after everything else was given back.</summary>
    private static string Memory()
    {
        for (var i = 0; i < 3; i++)
        {
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var process = Process.GetCurrentProcess();
        return string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: true)} {process.WorkingSet64}");
    }

    internal sealed record Change(string Id, string Title);

    [QueryType]
    internal static class Queries
    {
        public static string Ok => "ok";
    }

    [MutationType]
    internal static class Mutations
    {
        public static async Task<bool> ChangeAsync(string title, ITopics topics)
        {
            await topics.PublishAsync("changes", new Change("asset_1", title));
            return true;
        }
    }

    [SubscriptionType]
    internal static class Subscriptions
    {
        public static async Task<IAsyncEnumerable<Change>> ChangedAsync(ITopics topics, CancellationToken cancellationToken)
            => await topics.SubscribeAsync<Change>("changes", cancellationToken);
    }
}
