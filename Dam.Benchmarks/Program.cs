using Dam.Benchmarks.GraphQL;

var requests = args is ["--requests", var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 20_000;
Console.WriteLine("GraphQL list of 50 products with their assets against a minimal API that serialises the same objects");
await EngineBenchmark.RunAsync(requests);
