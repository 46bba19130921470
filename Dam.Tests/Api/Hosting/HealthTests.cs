using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Dam.Domain.Blobs;
using Dam.Infrastructure.Media;
using Dam.Tests.Infrastructure.Scanning;

namespace Dam.Tests.Api.Hosting;

/// <summary>What the service says of its parts, and to whom.</summary>
public sealed class HealthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ready_Should_SayThatEveryPartIsWell_When_TheServiceHasStarted()
    {
        await using var host = DamHost.Start();

        var (status, report) = await ReadyAsync(host, DamHost.AdministratorKey);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("healthy", report.GetProperty("status").GetString());
        Assert.Superset(
            new HashSet<string?>(["database", "sequencer", "jobs", "blobs", "disk", "images", "media", "service", "audit"]),
            report.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("name").GetString()).ToHashSet());
        Assert.DoesNotContain(report.GetProperty("parts").EnumerateArray(), part => part.TryGetProperty("problem", out _));
        Assert.Empty(Directory.GetFiles(Path.Combine(host.Data, "blobs"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DamHost.StorefrontKey)]
    public async Task Ready_Should_SayTheStatusAlone_When_TheCallerMayNotSeeMore(string? key)
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Health:LeastSpace"] = $"{long.MaxValue}");
        using var http = host.Http(key);

        Assert.Equal("""{"status":"degraded"}""", await http.GetStringAsync("/health/ready", Ct));
        Assert.Equal("""{"status":"healthy"}""", await http.GetStringAsync("/health/live", Ct));
    }

    [Fact]
    public async Task Ready_Should_BeDegradedAndSayWhy_When_TheDiskIsNearlyFull()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Health:LeastSpace"] = $"{long.MaxValue}");

        var (status, report) = await ReadyAsync(host, DamHost.AdministratorKey);

        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, report.GetProperty("status").GetString()));
        Assert.Contains("Make room.", ProblemOf(report, "disk"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ready_Should_NameThePart_When_TheBlobFolderIsGone()
    {
        await using var host = DamHost.Start();
        var blobs = Path.Combine(host.Data, "blobs");
        host.Get<IBlobStore>();
        Directory.Delete(blobs, recursive: true);
        await File.WriteAllTextAsync(blobs, "in the way", Ct);

        var (status, report) = await ReadyAsync(host, DamHost.AdministratorKey);
        using var http = host.Http();
        using var live = await http.GetAsync("/health/live", Ct);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (status, report.GetProperty("status").GetString()));
        Assert.Equal("The blob store cannot be used.", ProblemOf(report, "blobs"));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
    }

    [Fact]
    public async Task Ready_Should_BeDegraded_When_TheAuditsCheckpointsCannotBeWritten()
    {
        await using var host = DamHost.Start(configure: settings =>
        {
            settings["Dam:Audit:CheckpointInterval"] = "00:00:00.1";
            settings["Logging:LogLevel:Default"] = "None";
        });
        var folder = Path.Combine(host.Data, "audit");
        await File.WriteAllTextAsync(folder, "in the way", Ct);
        await host.Administrator.PublishAsync("a.png", TestPng.Noise(1));

        Assert.Equal("The audit chain's last checkpoint could not be written; the log says why.", await UntilAsync(host, problem => problem is not null));

        File.Delete(folder);
        Assert.Null(await UntilAsync(host, problem => problem is null));

        static async Task<string?> UntilAsync(DamHost host, Func<string?, bool> condition)
        {
            var wait = Stopwatch.StartNew();
            string? problem;
            do
            {
                await Task.Delay(50, Ct);
                problem = ProblemOf((await ReadyAsync(host, DamHost.AdministratorKey)).Report, "audit");
            }
            while (!condition(problem) && wait.Elapsed < TimeSpan.FromSeconds(60));

            return problem;
        }
    }

    [Theory]
    [InlineData(null, 0, """{"status":"healthy"}""")]
    [InlineData("http://127.0.0.1:9", 1, "")]
    public async Task Command_Should_AskTheService_When_AContainerWantsToKnow(string? address, int code, string said)
    {
        await using var host = DamHost.Start();
        using var http = host.Http();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll"), "health"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = address ?? $"http://0.0.0.0:{http.BaseAddress!.Port};http://+:1" },
        };

        using var command = Process.Start(start)!;
        var output = await command.StandardOutput.ReadToEndAsync(Ct);
        await command.WaitForExitAsync(Ct);

        Assert.Equal((code, said), (command.ExitCode, output.TrimEnd()));
    }

    [Fact]
    public void Media_Should_SayWhatIsNotDone_When_AProgramIsMissing()
    {
        Assert.Null(MediaRegistration.HealthOf("eng", tool => tool).Description);
        Assert.Equal("Not installed, and so not done: heif-convert (HEIF).", MediaRegistration.HealthOf("eng", Without("heif-convert")).Description);
        Assert.Equal("Not installed, and so not done: tesseract (texts in pictures).", MediaRegistration.HealthOf("eng", Without("tesseract")).Description);
        Assert.Null(MediaRegistration.HealthOf(ocr: null, Without("tesseract")).Description);

        static Func<string, string?> Without(string missing) => tool => tool == missing ? null : tool;
    }

    [Fact]
    public async Task Ready_Should_TellVersions_When_TheCallerMaySeeTheParts()
    {
        await using var clamd = new FakeClamd();
        await using var host = DamHost.Start(configure: settings => settings["Dam:Scan:Clamd"] = clamd.Address);

        var (_, report) = await ReadyAsync(host, DamHost.AdministratorKey);

        Assert.Matches(@"\A8\.[0-9]+\.[0-9]+\z", VersionsOf(report, "images").GetProperty("libvips").GetString());
        Assert.Equal(FakeClamd.Version, VersionsOf(report, "scan").GetProperty("clamd").GetString());
        foreach (var tool in (string[])["ffmpeg", "ffprobe", "heif-convert", "pdfinfo", "pdftoppm", "pdftotext", "simple_dcraw", "tesseract"])
        {
            Assert.Matches(@"\A[0-9]+\.[0-9]+", VersionsOf(report, "media").GetProperty(tool).GetString());
        }

        Assert.Superset(new HashSet<string>(["chi_sim", "eng", "fra"]), VersionsOf(report, "media").GetProperty("tesseract languages").GetString()!.Split(' ').ToHashSet());
    }

    [Fact]
    public async Task Ready_Should_BeDegraded_When_ClamdDoesNotAnswer()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:Scan:Clamd"] = $"127.0.0.1:{FreePort.Next()}");

        var (status, report) = await ReadyAsync(host, DamHost.AdministratorKey);

        Assert.Equal((HttpStatusCode.OK, "degraded"), (status, report.GetProperty("status").GetString()));
        Assert.EndsWith("New files wait for it.", ProblemOf(report, "scan"), StringComparison.Ordinal);
    }

    private static string? ProblemOf(JsonElement report, string part) =>
        report.GetProperty("parts").EnumerateArray().Single(found => found.GetProperty("name").GetString() == part).TryGetProperty("problem", out var problem) ? problem.GetString() : null;

    private static JsonElement VersionsOf(JsonElement report, string part) =>
        report.GetProperty("parts").EnumerateArray().Single(found => found.GetProperty("name").GetString() == part).GetProperty("versions");

    private static async Task<(HttpStatusCode Status, JsonElement Report)> ReadyAsync(DamHost host, string key)
    {
        using var http = host.Http(key);
        using var response = await http.GetAsync("/health/ready", Ct);
        return (response.StatusCode, JsonElement.Parse(await response.Content.ReadAsStringAsync(Ct)));
    }
}
