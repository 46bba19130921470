using System.Diagnostics;
using System.Net;
using System.Text;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Http;
using Dam.GraphQL.Protection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Benchmarks.GraphQL;

/// <summary>
/// The same objects through the engine and through a minimal API with System.Text.Json, over Kestrel on the loopback, in turns: CPU
/// and allocation per request of the whole process. The client is two raw sockets that allocate nothing.
/// </summary>
internal static class EngineBenchmark
{
    private const int Rounds = 5;
    private const int Connections = 2;

    private const string Plain = "{ products { id sku name price inStock createdAt assets { id filename mediaType width height size } } }";

    private const string Paged =
        "{ productPage(first: 50) { edges { cursor node { id sku name price inStock createdAt assets { id filename mediaType width height size } } } pageInfo { hasNextPage endCursor } totalCount } }";

    public static async Task RunAsync(int requests)
    {
        await using var app = await StartAsync(_ => { });
        await using var unprotected = await StartAsync(graphql => graphql.Execution.Cost.Enforce = false);
        await using var paying = await StartAsync(graphql => graphql.Budget = _ => new CallerBudget("caller", 1e12, 1e12));

        Case[] cases =
        [
            new("minimal API", app, Encoding.ASCII.GetBytes("GET /products HTTP/1.1\r\nHost: localhost\r\n\r\n")),
            new("engine, list", app, RawClient.Post(Plain)),
            new("engine, page", app, RawClient.Post(Paged)),
            new("list, no costs", unprotected, RawClient.Post(Plain)),
            new("list, budget", paying, RawClient.Post(Plain)),
        ];
        foreach (var one in cases)
        {
            Measure(one, requests);
        }

        foreach (var one in cases)
        {
            one.Clear();
        }

        for (var round = 0; round < Rounds; round++)
        {
            foreach (var one in cases)
            {
                Measure(one, requests);
            }
        }

        var reference = cases[0].Cpu;
        Console.WriteLine($"{"",-16}{"CPU µs",8}{"KB alloc.",11}{"bytes",8}{"throughput per CPU",20}");
        foreach (var one in cases)
        {
            Console.WriteLine($"{one.Name,-16}{one.Cpu,8:0.0}{one.Allocated / 1024,11:0.0}{one.Bytes,8}{reference / one.Cpu,20:0.00}");
        }

        Console.WriteLine();
        StepsBenchmark.Run(app.Services.GetRequiredService<Executor>(), Plain, requests / 4);
        Console.WriteLine();
        await AlternativesBenchmark.RunAsync(app.Services.GetRequiredService<Executor>(), Plain, requests / 2);
        Console.WriteLine();
        await ObservationBenchmark.RunAsync(app.Services.GetRequiredService<Executor>(), Plain, requests / 2);
    }

    private static async Task<WebApplication> StartAsync(Action<GraphQLBuilder> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddGraphQL(graphql =>
        {
            graphql.AddTypes(typeof(Catalog.ProductNode), typeof(Catalog.Asset), typeof(Catalog.Queries));
            configure(graphql);
        });
        var app = builder.Build();
        app.MapGraphQL();
        app.MapGet("/products", () => Catalog.Products.Select(product => new Catalog.ProductAnswer(
            product.Id, product.Sku, product.Name, product.Price, product.InStock, product.CreatedAt, Catalog.Assets[product.Id])).ToArray());
        await app.StartAsync();
        return app;
    }

    private static void Measure(Case one, int requests)
    {
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clients = Enumerable.Range(0, Connections).Select(_ => new Thread(() => one.Bytes = RawClient.Ask(one.Request, one.Port, requests / Connections))).ToArray();
        foreach (var client in clients)
        {
            client.Start();
        }

        foreach (var client in clients)
        {
            client.Join();
        }

        process.Refresh();
        one.Add((process.TotalProcessorTime - cpu).TotalMicroseconds / requests, (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)requests);
    }

    private sealed class Case(string name, WebApplication app, byte[] request)
    {
        private readonly List<(double Cpu, double Allocated)> _rounds = [];

        public string Name { get; } = name;

        public int Port { get; } = new Uri(app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

        public byte[] Request { get; } = request;

        public int Bytes { get; set; }

        /// <summary>The median round.</summary>
        public double Cpu => _rounds.Select(round => round.Cpu).Order().ElementAt(_rounds.Count / 2);

        public double Allocated => _rounds.Select(round => round.Allocated).Order().ElementAt(_rounds.Count / 2);

        public void Add(double cpu, double allocated) => _rounds.Add((cpu, allocated));

        public void Clear() => _rounds.Clear();
    }
}
