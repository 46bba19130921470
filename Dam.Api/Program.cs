using Dam.Api.Audit;
using Dam.Api.Backups;
using Dam.Api.Hosting;
using Dam.Api.Seeding;
using Dam.Infrastructure.Imaging.Apart;

try
{
    if (args is ["pictures"])
    {
        await PictureServer.RunAsync();
        return 0;
    }

    if (args is ["schema"])
    {
        await Console.Out.WriteAsync(GraphQLApi.PrintSchema());
        return 0;
    }

    if (args is ["migrate", .. var settings])
    {
        await DamApplication.MigrateAsync(settings);
        return 0;
    }

    if (args is ["health", .. var address])
    {
        return await HealthCommand.RunAsync(address);
    }

    if (args is ["audit", "verify", .. var options])
    {
        return await AuditCommand.VerifyAsync(options);
    }

    if (args is ["backup", var target, .. var backupSettings])
    {
        return await BackupCommand.TakeAsync(target, backupSettings);
    }

    if (args is ["restore", var source, .. var restoreSettings])
    {
        return await BackupCommand.RestoreAsync(source, restoreSettings);
    }

    if (args is ["seed", .. var rest])
    {
        return await SeedCommand.RunAsync(rest);
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
