using Dam.Benchmarks.Imaging;

// dotnet run -c Release --project Dam.Benchmarks -- imaging PHOTOGRAPH
if (args is ["imaging", var photograph])
{
    await ColdRenditions.RunAsync(photograph, Console.Out);
    return 0;
}

await Console.Error.WriteLineAsync("Which benchmark? imaging PHOTOGRAPH");
return 2;
