using System.Diagnostics;
using System.Text;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Protection;
using Dam.GraphQL.Validation;

namespace Dam.Benchmarks.GraphQL;

/// <summary>What each step of a request costs by itself, without HTTP and without the plan cache: time and allocation on one thread.</summary>
internal static class StepsBenchmark
{
    private const int Rounds = 5;

    public static void Run(Executor executor, string query, int times)
    {
        var bytes = Encoding.UTF8.GetBytes(query);
        var request = new GraphQLRequest(bytes);
        var document = Parser.Parse(bytes);
        var operation = (OperationDefinition)document.Definitions[0];
        var variant = new OperationPlan(executor.Schema, document, operation).Variant(VariableValues.None);
        RequestExecution Execute()
        {
            var execution = new RequestExecution(executor, request, variant, VariableValues.None, CancellationToken.None);
            var running = execution.RunAsync();
            return running.IsCompletedSuccessfully ? execution : throw new InvalidOperationException("The objects are in memory, and yet it waited.");
        }

        var written = Execute();
        Console.WriteLine($"{"",-14}{"µs",8}{"KB alloc.",11}");
        Measure("parse", times, () => Parser.Parse(bytes));
        Measure("validate", times, () => DocumentValidator.Validate(executor.Schema, document));
        Measure("plan", times, () => new OperationPlan(executor.Schema, document, operation).Variant(VariableValues.None));
        var gate = new CostGate(executor.Schema, new CostOptions(), TimeProvider.System);
        Measure("compile cost", times, () => new CostCompiler(executor.Schema, new CostOptions()).Compile(variant));
        Measure("check cost", times, () => gate.Check(request, variant, VariableValues.None, observation: null, out _));
        Measure("execute", times, () => Execute().Return());
        Measure("write", times, () =>
        {
            using var json = new JsonBuffer();
            new ResultWriter(written, json).WriteData();
        });
        written.Return();
    }

    private static void Measure(string name, int times, Action step)
    {
        var rounds = new List<(double Time, double Allocated)>();
        for (var round = 0; round <= Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < times; i++)
            {
                step();
            }

            rounds.Add((Stopwatch.GetElapsedTime(start).TotalMicroseconds / times, (GC.GetAllocatedBytesForCurrentThread() - allocated) / (double)times));
        }

        // The first round warms up.
        var median = rounds.Skip(1).OrderBy(round => round.Time).ElementAt(Rounds / 2);
        Console.WriteLine($"{name,-14}{median.Time,8:0.0}{median.Allocated / 1024,11:0.0}");
    }
}
