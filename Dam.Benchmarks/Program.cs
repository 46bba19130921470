using System.Globalization;
using Dam.Benchmarks.Delivery;
using Dam.Benchmarks.GraphQL;
using Dam.Benchmarks.Imaging;
using Dam.Benchmarks.Ingest;
using Dam.Benchmarks.Jobs;
using Dam.Benchmarks.Likenesses;
using Dam.Benchmarks.Nodes;
using Dam.Benchmarks.Rights;
using Dam.Benchmarks.Rows;
using Dam.Benchmarks.Starts;
using Dam.Benchmarks.Streams;
using Dam.Benchmarks.Transitions;

// dotnet run -c Release --project Dam.Benchmarks [-- graphql [REQUESTS] | renditions [PHOTOGRAPH] | rows [REQUESTS] | streams [CONNECTIONS] | growth [POSTGRESQL] | nodes [POSTGRESQL] | similar [POSTGRESQL] | ingest [PHOTOGRAPHS] | uploads | photographs [PHOTOGRAPHS] | jobs [POSTGRESQL] | delivery [SECONDS] | start | transitions [POSTGRESQL] | rights POSTGRESQL [SECONDS]]; without a name, all but the last eleven.
switch (args)
{
    case []:
        await EngineBenchmark.RunAsync(requests: 20_000);
        await RenditionsBenchmark.RunAsync(null);
        await RowsBenchmark.RunAsync(requests: 4_000);
        await StreamsBenchmark.RunAsync(connections: 1_000);
        return 0;
    case ["graphql", .. { Length: <= 1 } requests]:
        await EngineBenchmark.RunAsync(requests is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 20_000);
        return 0;
    case ["renditions", .. { Length: <= 1 } photograph]:
        await RenditionsBenchmark.RunAsync(photograph is [var path] ? path : null);
        return 0;
    case ["rows", .. { Length: <= 1 } requests]:
        await RowsBenchmark.RunAsync(requests is [var count] ? int.Parse(count, CultureInfo.InvariantCulture) : 4_000);
        return 0;
    case ["growth", .. { Length: <= 1 } server]:
        await GrowthBenchmark.RunAsync([10_000, 100_000, 1_000_000], server is [var connection] ? connection : null);
        return 0;
    case ["similar", .. { Length: <= 1 } server]:
        await SimilarBenchmark.RunAsync([10_000, 1_000_000], server is [var postgres] ? postgres : null);
        return 0;
    case ["ingest", .. { Length: <= 1 } photographs]:
        await UploadsBenchmark.RunAsync();
        await IngestBenchmark.RunAsync(photographs is [var many] ? int.Parse(many, CultureInfo.InvariantCulture) : 2_000);
        return 0;
    case ["uploads"]:
        await UploadsBenchmark.RunAsync();
        return 0;
    case ["photographs", .. { Length: <= 1 } photographs]:
        await IngestBenchmark.RunAsync(photographs is [var several] ? int.Parse(several, CultureInfo.InvariantCulture) : 2_000);
        return 0;
    case ["jobs", .. { Length: <= 1 } server]:
        await JobsBenchmark.RunAsync(server is [var jobs] ? jobs : null);
        return 0;
    case ["delivery", .. { Length: <= 1 } seconds]:
        await DeliveryBenchmark.RunAsync(seconds is [var turn] ? int.Parse(turn, CultureInfo.InvariantCulture) : 8);
        return 0;
    case ["rights", var server, .. { Length: <= 1 } duration]:
        await RightsBenchmark.RunAsync(server, duration is [var length] ? int.Parse(length, CultureInfo.InvariantCulture) : 120);
        return 0;
    case ["transitions", .. { Length: <= 1 } server]:
        await TransitionsBenchmark.RunAsync(assets: 1_000_000, server is [var transitions] ? transitions : null);
        return 0;
    case ["start"]:
        await StartBenchmark.RunAsync();
        return 0;
    case ["nodes", .. { Length: <= 1 } server]:
        await NodesBenchmark.RunAsync(server is [var nodes] ? nodes : null);
        return 0;
    case ["renditions-load", var original, var mezzanine]:
        await LoadBenchmark.ServeAsync(original, mezzanine);
        return 0;
    case ["rows-endpoint", var database, var port]:
        await RowsEndpoint.RunAsync(database, int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    case ["streams", .. { Length: <= 1 } connections]:
        await StreamsBenchmark.RunAsync(connections is [var streams] ? int.Parse(streams, CultureInfo.InvariantCulture) : 1_000);
        return 0;
    case ["streams-server", var port]:
        await StreamServer.RunAsync(int.Parse(port, CultureInfo.InvariantCulture));
        return 0;
    default:
        await Console.Error.WriteLineAsync("Which benchmark? graphql [REQUESTS] | renditions [PHOTOGRAPH] | rows [REQUESTS] | streams [CONNECTIONS] | growth [POSTGRESQL] | nodes [POSTGRESQL] | similar [POSTGRESQL] | ingest [PHOTOGRAPHS] | uploads | photographs [PHOTOGRAPHS] | jobs [POSTGRESQL] | delivery [SECONDS] | start | transitions [POSTGRESQL] | rights POSTGRESQL [SECONDS]; without a name, all but the last eleven.");
        return 2;
}
