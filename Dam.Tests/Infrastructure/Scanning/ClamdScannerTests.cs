using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dam.Domain.Scanning;
using Dam.Infrastructure.Scanning;

namespace Dam.Tests.Infrastructure.Scanning;

public sealed class ClamdScannerTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scan_Should_TellWhatWasFound_When_ClamdAnswers()
    {
        await using var clamd = new FakeClamd();
        var scanner = Scanner(clamd.Address);

        Assert.Equal(new ScanVerdict(ScanResult.Clean), await ScanAsync(scanner, "harmless"u8.ToArray()));
        Assert.Equal(new ScanVerdict(ScanResult.Clean), await ScanAsync(scanner, []));
        Assert.Equal(new ScanVerdict(ScanResult.Infected, "Eicar-Test-Signature"), await ScanAsync(scanner, [.. new byte[200_000], .. FakeClamd.Eicar]));
    }

    [Fact]
    public async Task Scan_Should_SayTooLarge_When_ClamdHangsUp()
    {
        await using var clamd = new FakeClamd(limit: 100_000);

        Assert.Equal(new ScanVerdict(ScanResult.TooLarge), await ScanAsync(Scanner(clamd.Address), new byte[20_000_000]));
    }

    [Fact]
    public async Task Scan_Should_SayUnavailable_When_NobodyListens() =>
        await Assert.ThrowsAsync<ScannerUnavailableException>(() => ScanAsync(Scanner($"127.0.0.1:{FreePort.Next()}"), [1]));

    [Fact]
    public async Task Scan_Should_FindTheSignature_When_DebiansClamdIsAsked()
    {
        var folder = Directory.CreateTempSubdirectory("dam-clamd-").FullName;
        var port = FreePort.Next();
        var signature = "Dam harmless test signature 7d1f"u8.ToArray();
        await File.WriteAllTextAsync(Path.Combine(folder, "test.ndb"), $"Dam.Test.Signature:0:*:{Convert.ToHexStringLower(signature)}\n", Ct);
        var settings = Path.Combine(folder, "clamd.conf");
        await File.WriteAllTextAsync(
            settings,
            string.Create(CultureInfo.InvariantCulture, $"DatabaseDirectory {folder}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nForeground yes\nTemporaryDirectory {folder}\nStreamMaxLength 1M\nMaxThreads 2\n"),
            Ct);
        using var clamd = Process.Start(new ProcessStartInfo("/usr/sbin/clamd", ["--config-file", settings]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = new StringBuilder();
        clamd.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
        clamd.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
        clamd.BeginOutputReadLine();
        clamd.BeginErrorReadLine();
        try
        {
            var scanner = Scanner($"127.0.0.1:{port}");
            Assert.Equal(ScanResult.Clean, (await OnceItAnswersAsync(scanner, clamd, said)).Result);
            Assert.StartsWith("Dam.Test.Signature", (await ScanAsync(scanner, [.. "before "u8, .. signature, .. " after"u8])).Threat, StringComparison.Ordinal);
            Assert.Equal(ScanResult.TooLarge, (await ScanAsync(scanner, new byte[3_000_000])).Result);
        }
        finally
        {
            clamd.Kill();
            await clamd.WaitForExitAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("127.0.0.1:3310", true)]
    [InlineData("clamd:3310", true)]
    [InlineData("[::1]:3310", true)]
    [InlineData("/run/clamav/clamd.ctl", true)]
    [InlineData("clamd", false)]
    [InlineData("clamd:0", false)]
    [InlineData("clamd:x", false)]
    public void Parse_Should_TakeHostsAndSockets_When_Set(string address, bool isOne) => Assert.Equal(isOne, ClamdScanner.Parse(address) is not null);

    private static ClamdScanner Scanner(string address) => new(new ScanOptions { Clamd = address, Timeout = TimeSpan.FromSeconds(60) });

    private static async Task<ScanVerdict> ScanAsync(ClamdScanner scanner, byte[] content)
    {
        using var stream = new MemoryStream(content);
        return await scanner.ScanAsync(stream, Ct);
    }

    private static async Task<ScanVerdict> OnceItAnswersAsync(ClamdScanner scanner, Process clamd, StringBuilder said)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await ScanAsync(scanner, "clean"u8.ToArray());
            }
            catch (ScannerUnavailableException) when (tries < 300 && !clamd.HasExited)
            {
                await Task.Delay(200, Ct);
            }
            catch (ScannerUnavailableException unavailable)
            {
                throw new InvalidOperationException($"clamd did not start: {said}", unavailable);
            }
        }
    }
}
