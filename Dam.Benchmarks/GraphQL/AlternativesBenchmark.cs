using System.Diagnostics;
using System.Text;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;

namespace Dam.Benchmarks.GraphQL;

/// <summary>
/// Ways to execute the same plan over the same objects, from plan to JSON: CPU and allocation of the whole process for one request with some requests at a time, and how long
/// one takes alone.
/// </summary>
internal static class AlternativesBenchmark
{
    private const int Rounds = 5;
    private const int AtATime = 16;
    private const int Alone = 200;

    public static async Task RunAsync(Executor executor, string query, int requests)
    {
        var bytes = Encoding.UTF8.GetBytes(query);
        var document = Parser.Parse(bytes);
        var request = new GraphQLRequest(bytes);
        var variant = new OperationPlan(executor.Schema, document, (OperationDefinition)document.Definitions[0]).Variant(VariableValues.None);
        var fields = PlainField.Of(variant.Root, typeof(Catalog.Queries));

        Case[] cases =
        [
            new("object by object, a task for each field that waits, loader on a timer", async json => await ObjectByObject.RunAsync(fields, json)),
            new("waves, values boxed into columns", json =>
            {
                BoxedWaves.Run(fields, json);
                return ValueTask.CompletedTask;
            }),
            new("the engine: waves, compiled writers", async json =>
            {
                var execution = new RequestExecution(executor, request, variant, VariableValues.None, CancellationToken.None);
                await execution.RunAsync();
                new ResultWriter(execution, json).WriteData();
                execution.Return();
            }),
        ];
        var answers = new List<string>();
        foreach (var one in cases)
        {
            using var json = new JsonBuffer();
            await one.Run(json);
            answers.Add(json.ToString());
        }

        if (answers.Distinct(StringComparer.Ordinal).Count() != 1)
        {
            throw new InvalidOperationException("The alternatives do not answer the same.");
        }

        for (var round = 0; round <= Rounds; round++)
        {
            foreach (var one in cases)
            {
                await MeasureAsync(one, requests);
            }
        }

        Console.WriteLine($"{"",-72}{"CPU µs",8}{"KB alloc.",11}{"ms alone",10}");
        foreach (var one in cases)
        {
            // The first round warms up.
            var median = one.Results.Skip(1).OrderBy(result => result.Cpu).ElementAt(Rounds / 2);
            Console.WriteLine($"{one.Name,-72}{median.Cpu,8:0.0}{median.Allocated / 1024,11:0.0}{median.Alone,10:0.000}");
        }
    }

    private static async Task MeasureAsync(Case one, int requests)
    {
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        await Task.WhenAll(Enumerable.Range(0, AtATime).Select(_ => Task.Run(() => RepeatAsync(one, requests / AtATime))));
        process.Refresh();
        var perRequest = (process.TotalProcessorTime - cpu).TotalMicroseconds / requests;
        var bytes = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)requests;
        var start = Stopwatch.GetTimestamp();
        await RepeatAsync(one, Alone);
        one.Results.Add((perRequest, bytes, Stopwatch.GetElapsedTime(start).TotalMilliseconds / Alone));
    }

    private static async Task RepeatAsync(Case one, int times)
    {
        for (var i = 0; i < times; i++)
        {
            using var json = new JsonBuffer();
            await one.Run(json);
        }
    }

    private sealed record Case(string Name, Func<JsonBuffer, ValueTask> Run)
    {
        public List<(double Cpu, double Allocated, double Alone)> Results { get; } = [];
    }
}
