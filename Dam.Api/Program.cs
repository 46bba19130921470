using Dam.Api.Hosting;

try
{
    if (args is ["schema"])
    {
        await Console.Out.WriteAsync(GraphQLApi.PrintSchema());
        return 0;
    }

    var builder = DamApplication.CreateBuilder(args);
    var app = builder.Build().UseDam();
    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartProblem.Explain(e) is { } explanation)
{
    await Console.Error.WriteLineAsync(explanation);
    return 1;
}
