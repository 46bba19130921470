using System.Diagnostics;
using System.Net;
using Dam.Api.Hosting;
using Dam.Domain.Delivery;
using Dam.Infrastructure.Delivery;
using Microsoft.AspNetCore.Http;

namespace Dam.Tests.Api.Hosting;

public sealed class StartTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Dam:Access:BootstrapKey", "fifteen-letters")]
    [InlineData("Dam:Access:StorefrontKey", "")]
    [InlineData("Dam:Blobs:Provider", "Azure")]
    [InlineData("Dam:Blobs:Provider", "Floppy")]
    [InlineData("Dam:Changes:Kept", "a month")]
    [InlineData("Dam:Data", "/proc/nowhere")]
    [InlineData("Dam:Database:Provider", "Oracle")]
    [InlineData("Dam:Database:ConnectionString", "Host=somewhere")]
    [InlineData("Dam:Database:Migrate", "perhaps")]
    [InlineData("Dam:Database:Migrate", "false")]
    [InlineData("Dam:Delivery:EdgeKeysOnTerritory", "true")]
    [InlineData("Dam:Delivery:SigningKeys:0:Secret", "c2hvcnQ=")]
    [InlineData("Dam:Delivery:TrustedProxies:0", "somewhere")]
    [InlineData("Dam:GraphQL:KeyBudget:Maximum", "100")]
    [InlineData("Dam:GraphQL:MaxFieldCost", "0")]
    [InlineData("Dam:GraphQL:OnlyTrusted", "true")]
    [InlineData("Dam:GraphQL:TrustedDocuments", "nowhere")]
    [InlineData("Dam:GraphQL:SlowOperation", "soon")]
    [InlineData("Dam:Audit:CheckpointInterval", "00:00:00")]
    [InlineData("Dam:Audit:SigningKey", "nowhere.pem")]
    [InlineData("Dam:Audit:SigningKey", "/proc/version")]
    [InlineData("Dam:Audit:TrustedKeys:0", "/proc/version")]
    [InlineData("Dam:Audit:CheckpointFolder", "/proc/nowhere")]
    [InlineData("Dam:Delivry:TerritoryHeader", "X-Country")]
    [InlineData("Dam:Health:LeastSpace", "much")]
    [InlineData("Dam:Health:LongestBacklog", "00:00:00")]
    [InlineData("Dam:PublicUrl", "ftp://media.example")]
    [InlineData("Dam:Shutdown:Delay", "-00:00:01")]
    [InlineData("Dam:Shutdown:Timeout", "00:00:00")]
    [InlineData("Dam:Uploads:LargestFile", "0")]
    public async Task Start_Should_FailNamingTheSetting_When_AValueCannotBeUsed(string setting, string value)
    {
        var folder = Directory.CreateTempSubdirectory("dam-start-");
        try
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Dam.Api.dll"), "--urls", "http://127.0.0.1:0", $"--{setting}={value}"])
            {
                WorkingDirectory = folder.FullName,
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var service = Process.Start(start)!;
            var logged = service.StandardOutput.ReadToEndAsync(Ct);
            var said = await service.StandardError.ReadToEndAsync(Ct);
            await service.WaitForExitAsync(Ct);

            Assert.Equal(1, service.ExitCode);
            Assert.StartsWith("Dam cannot start. Dam:", said, StringComparison.Ordinal);
            Assert.All(setting.Split(':').Take(3), word => Assert.Contains(word, said, StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", said + await logged, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Route_Should_BeAProblemDocument_When_ThereIsNone()
    {
        await using var host = DamHost.Start();
        using var http = host.Http();

        using var response = await http.GetAsync("/nowhere.php", Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.False(response.Headers.Contains("Server"));
    }

    [Fact]
    public async Task PublicUrl_Should_BeTheBaseOfUrls_When_TheRequestNamesAnotherHost()
    {
        await using var host = DamHost.Start(configure: settings => settings["Dam:PublicUrl"] = "https://media.example/dam");

        Assert.Equal("https://media.example/dam/", host.Get<IPublicAddress>().Base.AbsoluteUri);
        Assert.StartsWith("https://media.example/dam/uploads/", host.UploadUrl(await host.CreateUploadAsync("a.png", 1)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task PublicUrl_Should_BeTheAddressListenedOn_When_NotSet()
    {
        await using var host = DamHost.Start();
        using var http = host.Http();

        Assert.Equal(http.BaseAddress!.Port, host.Get<IPublicAddress>().Base.Port);
        Assert.NotEqual(0, host.Get<IPublicAddress>().Base.Port);
    }

    [Fact]
    public void SigningKeyFile_Should_BeMadeOnceForItsOwnerOnly_When_NoKeyIsConfigured()
    {
        var folder = Directory.CreateTempSubdirectory("dam-keys-");
        try
        {
            var path = Path.Combine(folder.FullName, SigningKeyFile.Name);

            var made = new UrlSigner(SigningKeyFile.LoadOrCreate(path)).Sign("text");
            var loaded = new UrlSigner(SigningKeyFile.LoadOrCreate(path)).Sign("text");

            Assert.Equal(made, loaded);
            Assert.Equal([path], Directory.GetFiles(folder.FullName));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            }

            Assert.All(new[] { "[]", "", "[null]", """[{"id":"k1"}]""" }, spoilt =>
            {
                File.WriteAllText(path, spoilt);
                Assert.Throws<InvalidDataException>(() => SigningKeyFile.LoadOrCreate(path));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void SigningKeyFile_Should_NameTheSetting_When_ItCannotBeWritten()
    {
        var nowhere = Path.Combine(Path.GetTempPath(), Guid.CreateVersion7().ToString("N"), SigningKeyFile.Name);

        var failure = Assert.Throws<InvalidOperationException>(() => SigningKeyFile.LoadOrCreate(nowhere));

        Assert.StartsWith("Dam:Data: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_Should_NameTheSetting_When_TheAddressIsNone()
    {
        var failure = Assert.Throws<FormatException>(() => BindingAddress.Parse("foo"));

        Assert.Contains("ASPNETCORE_URLS", StartProblem.Explain(failure), StringComparison.Ordinal);
    }

    /// <summary>What the kernel watches for a process stands in the descriptors it holds for that (proc(5)).</summary>
    [Fact]
    public async Task Start_Should_HaveNoFolderWatched_When_ItsDataLieWhereItWasStarted()
    {
        var data = Directory.CreateTempSubdirectory("dam-start-").FullName;
        try
        {
            await using var service = await DamProcess.StartAsync(data, Ct);

            // Null where one has been closed since they were listed.
            Assert.DoesNotContain(Directory.GetFiles($"/proc/{service.Id}/fd").Select(open => new FileInfo(open).LinkTarget), target => target?.Contains("inotify", StringComparison.Ordinal) == true);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }
}
