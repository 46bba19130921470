using System.Diagnostics;
using Dam.Domain.Media;
using Dam.Infrastructure.Media;

namespace Dam.Tests.Infrastructure.Media;

/// <summary>What a program that reads strangers' files is able to do, shown with one that tries.</summary>
public sealed class ToolboxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dam-tools-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Run_Should_AnswerWithTheOutput_When_TheProgramEndsWell() => Assert.Equal("all is well\n", await ShellAsync("echo all is well"));

    [Fact]
    public async Task Run_Should_NameTheTool_When_ItIsMissing()
    {
        var failure = await Assert.ThrowsAsync<MediaException>(() => new Toolbox(new MediaOptions()).RunAsync("no-such-program", [], _folder, Ct));

        Assert.Equal("TOOL_MISSING", failure.Code);
        Assert.Contains("no-such-program", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Should_HideComplaints_When_TheProgramFails()
    {
        var failure = await Assert.ThrowsAsync<MediaException>(() => ShellAsync("echo /secret/path >&2; exit 3"));

        Assert.Equal("DAMAGED", failure.Code);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Should_SeeNothingOfTheService_When_ItLooksAround()
    {
        Environment.SetEnvironmentVariable("DAM_TEST_SECRET", "hidden");
        var surroundings = await ShellAsync("env; pwd; ulimit -c");

        Assert.DoesNotContain("hidden", surroundings, StringComparison.Ordinal);
        Assert.Contains(_folder, surroundings, StringComparison.Ordinal);
        Assert.EndsWith("\n0\n", surroundings, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_Should_BeStopped_When_TheProgramTakesTooLong()
    {
        var watch = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<MediaException>(() => ShellAsync("sleep 300 & sleep 300", new MediaOptions { Timeout = TimeSpan.FromSeconds(1) }));

        Assert.Equal("TIMED_OUT", failure.Code);
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Run_Should_KillAllThatWasStarted_When_TheProgramLeavesSomebodyBehind()
    {
        await Assert.ThrowsAsync<MediaException>(() => ShellAsync("(sleep 300; :) & echo $! > left; exit 0", new MediaOptions { Timeout = TimeSpan.FromSeconds(1) }));

        var left = int.Parse(await File.ReadAllTextAsync(Path.Combine(_folder, "left"), Ct), System.Globalization.CultureInfo.InvariantCulture);
        for (var tries = 0; IsAlive(left) && tries < 200; tries++)
        {
            await Task.Delay(50, Ct);
        }

        Assert.False(IsAlive(left));
    }

    [Fact]
    public async Task Run_Should_BeStopped_When_TheProgramTakesTooMuchProcessor() =>
        Assert.Equal("TIMED_OUT", (await Assert.ThrowsAsync<MediaException>(() => ShellAsync("while :; do :; done", new MediaOptions { ProcessorSeconds = 1 }))).Code);

    [Fact]
    public async Task Run_Should_Fail_When_TheProgramTakesTooMuchMemory()
    {
        var failure = await Assert.ThrowsAsync<MediaException>(() => ShellAsync("x=$(head -c 300000000 /dev/zero | tr '\\0' x); echo ${#x}", new MediaOptions { Memory = 64, Timeout = TimeSpan.FromSeconds(30) }));

        Assert.NotEqual("TOOL_MISSING", failure.Code);
    }

    [Fact]
    public async Task Run_Should_Fail_When_TheProgramWritesTooMuch()
    {
        await Assert.ThrowsAsync<MediaException>(() => ShellAsync("exec dd if=/dev/zero of=big bs=1048576 count=50", new MediaOptions { LargestOutput = 2 }));

        Assert.InRange(new FileInfo(Path.Combine(_folder, "big")).Length, 1, 2 * 1024 * 1024);
    }

    [Fact]
    public async Task Run_Should_ForgetTheRest_When_TheProgramSaysTooMuch() =>
        Assert.Equal(Toolbox.LongestAnswer, (await ShellAsync("head -c 5000000 /dev/zero | tr '\\0' x")).Length);

    /// <summary>sched(7), "The autogroup feature": sessions are equals, whatever the niceness within them.</summary>
    [Fact]
    public async Task Run_Should_HaveAGroupAndNoSessionOfItsOwn_When_ItIsToBeNice()
    {
        var own = await ShellAsync("cat /proc/self/stat");

        Assert.Equal(Session(await File.ReadAllTextAsync("/proc/self/stat", Ct)), Session(own));
        Assert.NotEqual(Group(await File.ReadAllTextAsync("/proc/self/stat", Ct)), Group(own));
    }

    [Fact]
    public async Task Run_Should_Stop_When_Cancelled()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        cancel.CancelAfter(TimeSpan.FromMilliseconds(300));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Toolbox(new MediaOptions()).RunAsync("sh", ["-c", "sleep 300"], _folder, cancel.Token));
    }

    private Task<string> ShellAsync(string script, MediaOptions? options = null) => new Toolbox(options ?? new MediaOptions()).RunAsync("sh", ["-c", script], _folder, Ct);

    /// <summary>proc_pid_stat(5): the third field behind the name.</summary>
    private static string Group(string stat) => Fields(stat)[2];

    private static string Session(string stat) => Fields(stat)[3];

    private static string[] Fields(string stat) => stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

    private static bool IsAlive(int process)
    {
        // One that has ended and waits for somebody to notice is not alive.
        var status = $"/proc/{process}/status";
        return File.Exists(status) && !File.ReadAllText(status).Contains("State:\tZ", StringComparison.Ordinal);
    }
}
