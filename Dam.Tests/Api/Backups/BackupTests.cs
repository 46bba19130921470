using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Dam.Api.Hosting;
using Dam.Domain.Audit;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Backups;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Api.Durability;
using Dam.Tests.Infrastructure.PostgreSql;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Backups;

/// <summary>A backup is taken while others write, by the command as operators run it, and restored to where nothing is.</summary>
public sealed class BackupTests : IDisposable
{
    private const string Rendition = "query($id: ID!) { asset(id: $id) { rendition(transform: { width: 20, format: PNG }) { url } } }";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dam-backup-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Target => Path.Combine(_folder.FullName, "backup");

    private string Restored => Path.Combine(_folder.FullName, "restored");

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Sqlite")]
    [InlineData("PostgreSql")]
    public async Task Restore_Should_BringBackOneMoment_When_TheBackupWasTakenUnderLoad(string provider)
    {
        var server = provider == "PostgreSql" ? await PostgreSqlServer.SharedAsync() : null;
        var source = server is null ? null : await server.CreateDatabaseAsync();
        var target = source is null ? null : $"{source};Database={new Npgsql.NpgsqlConnectionStringBuilder(source).Database}_restored";
        string published, url;
        var acknowledged = new List<string>();
        await using (var host = Start(provider, source))
        {
            published = await host.Administrator.PublishAsync("before.png", TestPng.Noise(seed: 1, 40, 30));
            url = (await host.Administrator.QueryAsync(Rendition, new { id = published })).GetProperty("asset").GetProperty("rendition").GetProperty("url").GetString()!;
            using var stop = new CancellationTokenSource();
            var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var writers = Enumerable.Range(0, 3).Select(writer => Task.Run(() => WriteAsync(host, writer, acknowledged, first, stop.Token), Ct)).ToList();
            await first.Task.WaitAsync(Ct);
            string[] before;
            lock (acknowledged)
            {
                before = [.. acknowledged];
            }

            Assert.Equal((0, ""), await RunAsync("backup", Target, host.Data, provider, source));
            await stop.CancelAsync();
            await Task.WhenAll(writers);
            acknowledged = [.. before];
        }

        Assert.Equal((0, ""), await RunAsync("restore", Target, Restored, provider, target));

        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Target, "manifest.json"), Ct))!;
        await using (var host = Start(provider, target, Restored))
        {
            await using (var context = host.Get<Database>().OpenContext())
            {
                Assert.Equal(manifest["rows"]!["Assets"]!.GetValue<long>(), await context.Assets.CountAsync(Ct));
                Assert.Equal(manifest["rows"]!["Uploads"]!.GetValue<long>(), await context.Uploads.CountAsync(Ct));

                // Jobs go on where they were, and tell of it.
                Assert.InRange(await context.Events.CountAsync(Ct), manifest["rows"]!["Events"]!.GetValue<int>(), int.MaxValue);
                Assert.Equal(await context.Assets.CountAsync(Ct), await context.Events.CountAsync(row => row.Action == "asset.created", Ct));
            }

            Assert.Null((await host.Get<IAuditReader>().VerifyAsync(Ct)).Problem);
            Assert.InRange(await CheckBytesAsync(host), acknowledged.Count + 1, int.MaxValue);
            foreach (var id in acknowledged)
            {
                Assert.Equal(id, (await host.Administrator.QueryAsync("query($id: ID!) { asset(id: $id) { id } }", new { id })).GetProperty("asset").GetProperty("id").GetString());
            }

            // Addresses that were given out before still lead there: the key came along.
            using var http = host.Http();
            using var shown = await http.GetAsync(new Uri(url).PathAndQuery, Ct);
            Assert.Equal(HttpStatusCode.OK, shown.StatusCode);
            Assert.Equal("READY", await host.Administrator.WaitUntilProcessedAsync(await host.Administrator.CreateAssetAsync(await host.Administrator.UploadAsync("new.png", TestPng.Noise(seed: 999)))));
        }

        var (code, said) = await RunAsync("restore", Target, Restored, provider, target);
        Assert.Equal(1, code);
        Assert.Contains("There is data already", said, StringComparison.Ordinal);
        if (server is not null)
        {
            await server.DropDatabaseAsync(source!);
            await server.DropDatabaseAsync(target!);
        }
    }

    [Theory]
    [InlineData("manifest.json", "is no backup")]
    [InlineData("database.sqlite", "is not the file that was written")]
    [InlineData("originals.txt", "is not the file that was written")]
    [InlineData("signing-keys.json", "is not the file that was written")]
    [InlineData("originals", "is missing")]
    [InlineData("bytes", "is damaged")]
    [InlineData("schema", "newer version of Dam")]
    [InlineData("provider", "Dam:Database:Provider is Sqlite")]
    public async Task Restore_Should_SayWhatIsWrong_When_TheBackupIsNotWhatWasWritten(string spoilt, string message)
    {
        await using (var host = DamHost.Start())
        {
            await host.Administrator.PublishAsync("a.png", TestPng.Noise(seed: 1, 40, 30));
            host.Get<Dam.Domain.Delivery.UrlSigner>();
            await WithBackupsAsync(host.Data, backups => backups.TakeAsync(Target, Ct));
        }

        var manifest = Path.Combine(Target, "manifest.json");
        switch (spoilt)
        {
            case "originals":
                Directory.Delete(Path.Combine(Target, "originals"), recursive: true);
                break;
            case "bytes":
                await File.WriteAllTextAsync(Directory.GetFiles(Path.Combine(Target, "originals"), "*", SearchOption.AllDirectories).Single(), "other bytes", Ct);
                break;
            case "schema":
                await EditAsync(manifest, "schema", "29990101000000_FarAhead");
                break;
            case "provider":
                await EditAsync(manifest, "provider", "PostgreSql");
                break;
            default:
                File.Delete(Path.Combine(Target, spoilt));
                break;
        }

        var failure = await Assert.ThrowsAsync<BackupException>(() => WithBackupsAsync(Restored, backups => backups.RestoreAsync(Target, Ct)));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Restored, "dam.db")));
    }

    [Fact]
    public async Task Backup_Should_FailAndNameTheBytes_When_ARowHasNone()
    {
        await using var host = DamHost.Start();
        var bytes = TestPng.Noise(seed: 1, 40, 30);
        await host.Administrator.PublishAsync("a.png", bytes);
        await host.Get<IBlobStore>().DeleteAsync(new BlobKey(BlobArea.Originals, "default", DamClient.Digest(bytes)), Ct);

        var failure = await Assert.ThrowsAsync<BackupException>(() => WithBackupsAsync(host.Data, backups => backups.TakeAsync(Target, Ct)));

        Assert.Contains(DamClient.Digest(bytes), failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(Target, "manifest.json")));
    }

    [Fact]
    public async Task Backup_Should_SayWhatIsWrong_When_ItsDiskIsFull()
    {
        await using var host = Start("Sqlite", connectionString: null);
        await host.Administrator.UploadAsync("large.png", TestPng.Noise(1, 1200, 1000));
        var disk = new SmallDisk(_folder.CreateSubdirectory("small").FullName, Megabytes: 3);
        var target = Path.Combine(disk.Path, "backup");

        var (code, error) = await RunAsync("backup", target, host.Data, "Sqlite", connectionString: null, disk.Starter);

        Assert.Equal(1, code);
        Assert.StartsWith($"The backup could not be written to \"{target}\": ", error, StringComparison.Ordinal);
        Assert.Contains("No space left on device", error, StringComparison.Ordinal);
    }

    private static DamHost Start(string provider, string? connectionString, string? data = null) => DamHost.Start(configure: settings =>
    {
        settings["Dam:Database:Provider"] = provider;
        if (connectionString is not null)
        {
            settings["Dam:Database:ConnectionString"] = connectionString;
        }

        if (data is not null)
        {
            settings["Dam:Data"] = data;
        }
    });

    private static async Task WriteAsync(DamHost host, int writer, List<string> acknowledged, TaskCompletionSource first, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var id = await host.Administrator.CreateAssetAsync(await host.Administrator.UploadAsync($"{writer}-{i}.png", TestPng.Noise(seed: 100 + (writer * 1000) + i, 30, 20)));
            await host.Administrator.ApproveAsync(id);
            lock (acknowledged)
            {
                acknowledged.Add(id);
            }

            first.TrySetResult();
        }
    }

    /// <summary>Every row's bytes are there and have its digest; gives how many rows there are.</summary>
    private static async Task<int> CheckBytesAsync(DamHost host)
    {
        await using var context = host.Get<Database>().OpenContext();
        var versions = await context.AssetVersions.Select(version => new { version.Region, version.Digest }).ToListAsync(Ct);
        foreach (var version in versions)
        {
            await using var stream = await host.Get<IBlobStore>().OpenExistingAsync(new BlobKey(BlobArea.Originals, version.Region, version.Digest), Ct);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes, Ct);
            Assert.Equal(version.Digest, DamClient.Digest(bytes.ToArray()));
        }

        return versions.Count;
    }

    private static async Task WithBackupsAsync(string data, Func<Dam.Infrastructure.Backups.Backups, Task> work)
    {
        await using var app = DamApplication.CreateBuilder([$"--Dam:Data={data}"]).Build();
        await work(app.Services.GetRequiredService<Dam.Infrastructure.Backups.Backups>());
    }

    private static async Task EditAsync(string path, string member, string value)
    {
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(path, Ct))!;
        manifest[member] = value;
        await File.WriteAllTextAsync(path, manifest.ToJsonString(), Ct);
    }

    /// <param name="starter">A program by which it is started.</param>
    private static async Task<(int Code, string Error)> RunAsync(
        string command, string folder, string data, string provider, string? connectionString, params IReadOnlyList<string> starter)
    {
        string[] line = [.. starter, "dotnet", Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll"), command, folder];
        var start = new ProcessStartInfo(line[0], line[1..])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["Dam__Data"] = data,
                ["Dam__Database__Provider"] = provider,
                ["Dam__Database__ConnectionString"] = connectionString,
            },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var error = await process.StandardError.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        await output;
        return (process.ExitCode, error.TrimEnd());
    }
}
