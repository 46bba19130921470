using System.Globalization;
using Dam.Api.Hosting;
using Dam.Infrastructure.Backups;

namespace Dam.Api.Backups;

/// <summary><c>backup TARGET</c> and <c>restore SOURCE</c>, with settings as the service takes them. A backup may be taken while the service runs; a restore is into what is empty.</summary>
internal static class BackupCommand
{
    public static Task<int> TakeAsync(string target, string[] settings) => RunAsync(settings, "Backed up", backups => backups.TakeAsync(Path.GetFullPath(target), CancellationToken.None));

    public static Task<int> RestoreAsync(string source, string[] settings) =>
        RunAsync([.. settings, "--Dam:Database:Migrate=true"], "Restored", backups => backups.RestoreAsync(Path.GetFullPath(source), CancellationToken.None));

    private static async Task<int> RunAsync(string[] settings, string done, Func<Infrastructure.Backups.Backups, Task<BackupReport>> work)
    {
        await using var app = DamApplication.CreateBuilder(settings).Build();
        try
        {
            var report = await work(app.Services.GetRequiredService<Infrastructure.Backups.Backups>());
            var rows = string.Join(", ", report.Rows.Select(table => string.Create(CultureInfo.InvariantCulture, $"{table.Value} {table.Key}")));
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{done} and verified: {report.Originals} originals of {report.Bytes} bytes, {report.Events} sealed events. Rows: {rows}."));
            return 0;
        }
        catch (BackupException failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return 1;
        }
    }
}
