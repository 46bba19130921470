using System.Globalization;
using Dam.Benchmarks.GraphQL;
using Dam.Benchmarks.Imaging;

// dotnet run -c Release --project Dam.Benchmarks [-- graphql [REQUESTS] | imaging [PHOTOGRAPH]]; without a name, all of them.
switch (args)
{
    case []:
        await EngineBenchmark.RunAsync(requests: 20_000);
        await ColdRenditions.RunAsync(null, Console.Out);
        return 0;
    case ["graphql", .. { Length: <= 1 } requests]:
        await EngineBenchmark.RunAsync(requests is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 20_000);
        return 0;
    case ["imaging", .. { Length: <= 1 } photograph]:
        await ColdRenditions.RunAsync(photograph is [var path] ? path : null, Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Which benchmark? graphql [REQUESTS] | imaging [PHOTOGRAPH]; without a name, all of them.");
        return 2;
}
