using System.Globalization;
using Dam.Benchmarks.GraphQL;
using Dam.Benchmarks.Imaging;

// dotnet run -c Release --project Dam.Benchmarks -- graphql [REQUESTS] | imaging [PHOTOGRAPH]
switch (args)
{
    case ["graphql", .. var rest]:
        await EngineBenchmark.RunAsync(rest is [var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 20_000);
        return 0;
    case ["imaging", .. { Length: <= 1 } photograph]:
        await ColdRenditions.RunAsync(photograph.FirstOrDefault(), Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("Which benchmark? graphql [REQUESTS] | imaging [PHOTOGRAPH]");
        return 2;
}
