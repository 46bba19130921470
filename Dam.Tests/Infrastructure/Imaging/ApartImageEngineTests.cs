using System.Diagnostics;
using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Apart;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Jobs;

namespace Dam.Tests.Infrastructure.Imaging;

public sealed class ApartImageEngineTests(ImagingFixture imaging) : IDisposable
{
    private readonly Watermarks _marks = new(new Dictionary<string, WatermarkOptions>(StringComparer.Ordinal) { ["shop"] = new() { Text = "Shop" } });
    private readonly PictureProcesses _processes = new(typeof(Program).Assembly.Location, most: 1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ApartImageEngine Apart => new(_processes, new ImagingOptions(), _marks);

    public void Dispose() => _processes.Dispose();

    [Theory]
    [InlineData(Samples.Lamp)]
    [InlineData(Samples.Portrait)]
    public async Task Engine_Should_AnswerAsTheOneHere_When_ItReads(string sample)
    {
        var file = Samples.Read(sample);
        using var here = new MemoryStream();
        using var there = new MemoryStream();

        var expected = await imaging.Engine.PrepareAsync(new MemoryStream(file), here, Ct);
        var facts = await Apart.PrepareAsync(new MemoryStream(file), there, Ct);

        Assert.Equal(expected with { Colors = facts.Colors, Likeness = facts.Likeness }, facts);
        Assert.Equal(expected.Colors, facts.Colors);
        Assert.True(expected.Likeness!.Levels.SequenceEqual(facts.Likeness!.Levels));
        Assert.Equal(here.ToArray(), there.ToArray());
        Assert.Equal(await imaging.Engine.IdentifyAsync(new MemoryStream(file), Ct), await Apart.IdentifyAsync(new MemoryStream(file), Ct));
        Assert.Equal((await imaging.Engine.LookAsync(new MemoryStream(file), Ct))!.Levels.ToArray(), (await Apart.LookAsync(new MemoryStream(file), Ct))!.Levels.ToArray());
        var (blocks, found) = (await imaging.Engine.ReadBlocksAsync(new MemoryStream(file), Ct), await Apart.ReadBlocksAsync(new MemoryStream(file), Ct));
        Assert.Equal([blocks.Exif.ToArray(), blocks.Iptc.ToArray(), blocks.Xmp.ToArray(), blocks.IccProfile.ToArray()], [found.Exif.ToArray(), found.Iptc.ToArray(), found.Xmp.ToArray(), found.IccProfile.ToArray()]);
    }

    [Fact]
    public async Task LookAsync_Should_FindNothing_When_ThePictureIsBlank()
    {
        var blank = await imaging.RenderAsync(Samples.Read(Samples.CutOut), new Transform { Width = 1, Height = 1, Format = ImageFormat.Png });

        Assert.Null(await Apart.LookAsync(new MemoryStream(blank), Ct));
    }

    [Fact]
    public async Task RenderSetAsync_Should_MakeTheSameFiles_When_SomeHaveAMark()
    {
        var file = Samples.Read(Samples.Bowl);
        var header = await imaging.Engine.IdentifyAsync(new MemoryStream(file), Ct);
        var transforms = ((int[])[100, 700, 300]).Select(width => ImagingFixture.Resolve(new Transform { Width = width, Format = ImageFormat.Webp }, header)).ToList();
        Assert.True(CanonicalTransform.TryResolve(
            new Transform { Width = 400, Format = ImageFormat.Png, Watermark = "shop" }, new SourceImage(header.Size, HasAlpha: false, header.MediaType), out var marked, out _, watermarks: _marks));
        transforms.Add(marked);
        using var here = new VipsImageEngine(new ImagingOptions(), TimeProvider.System, _marks);

        Assert.Equal(await MakeAsync(here), await MakeAsync(Apart));

        using var one = new MemoryStream();
        using var other = new MemoryStream();
        await here.RenderAsync(new MemoryStream(file), transforms[3], ImageFormat.Png, one, Ct);
        await Apart.RenderAsync(new MemoryStream(file), transforms[3], ImageFormat.Png, other, Ct);
        Assert.Equal(one.ToArray(), other.ToArray());

        async Task<List<byte[]>> MakeAsync(IImageEngine engine)
        {
            var made = transforms.ConvertAll(_ => new MemoryStream());
            await engine.RenderSetAsync(new MemoryStream(file), [.. transforms.Zip(made, (transform, stream) => new RenditionTarget(transform, stream))], Ct);
            return made.ConvertAll(stream => stream.ToArray());
        }
    }

    [Fact]
    public async Task PrepareAsync_Should_SayWhatIsWrong_When_TheFileIsCutOff()
    {
        var refusal = await Assert.ThrowsAsync<ImageException>(() => Apart.PrepareAsync(new MemoryStream(Samples.Read(Samples.Lamp)[..100_000]), Stream.Null, Ct));

        Assert.Equal(ImageProblem.Truncated, refusal.Problem);
        Assert.Equal("NOT_AN_IMAGE", (await Assert.ThrowsAsync<ImageException>(() => Apart.IdentifyAsync(new MemoryStream([1, 2, 3]), Ct))).Code);
    }

    [Fact]
    public async Task PrepareAsync_Should_ThrowWhatTheFileThrows_When_ItCannotBeRead()
    {
        await using var failing = new FailingStream(Samples.Read(Samples.Lamp), after: 300_000);

        Assert.Equal("The disk is gone.", (await Assert.ThrowsAsync<IOException>(() => Apart.PrepareAsync(failing, Stream.Null, Ct))).Message);
        Assert.Equal(2880, (await Apart.IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Ct)).Size.Width);
    }

    [Fact]
    public async Task PrepareAsync_Should_Stop_When_ItIsCancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await using var cancelling = new FailingStream(Samples.Read(Samples.Lamp), after: 300_000, stop.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Apart.PrepareAsync(cancelling, Stream.Null, stop.Token));
        Assert.Equal(2880, (await Apart.IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Ct)).Size.Width);
    }

    /// <summary>Such a fault may not be the file's: the job is tried again.</summary>
    [Fact]
    public async Task PrepareAsync_Should_FailAndGoOnWithAnotherProcess_When_TheProcessEnds()
    {
        var first = await _processes.UseAsync(process => process.Id, Ct);
        await using var killing = new FailingStream(Samples.Read(Samples.Lamp), after: 300_000, () => Process.GetProcessById(first).Kill());

        await Assert.ThrowsAsync<InvalidOperationException>(() => Apart.PrepareAsync(killing, Stream.Null, Ct));
        Assert.Equal(2880, (await Apart.IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Ct)).Size.Width);
        Assert.NotEqual(first, await _processes.UseAsync(process => process.Id, Ct));
    }

    [Fact]
    public async Task Do_Should_EndTheProcess_When_ItMakesMoreThanItMay()
    {
        var task = new PictureTask(PictureStep.Prepare);
        using var made = new MemoryStream();

        await Assert.ThrowsAsync<InvalidDataException>(() => _processes.UseAsync(
            process => process.Do(task, new MemoryStream(Samples.Read(Samples.Lamp)), [made], TimeSpan.FromMinutes(1), Ct, mostBytes: 200_000), Ct));

        Assert.InRange(made.Length, 1, 200_000);
        Assert.Equal(2880, (await Apart.IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Ct)).Size.Width);
    }

    [Fact]
    public async Task RenderAsync_Should_SayTimedOut_When_ItTakesTooMuchProcessorTime()
    {
        Assert.True(CanonicalTransform.TryParse("w4000-h3000-fill-avif-q90-g2", out var transform));
        var engine = new ApartImageEngine(_processes, new ImagingOptions { Timeout = TimeSpan.FromMilliseconds(1) }, _marks);

        var refusal = await Assert.ThrowsAsync<ImageException>(() => engine.RenderAsync(new MemoryStream(imaging.Large), transform, ImageFormat.Avif, Stream.Null, Ct));

        Assert.Equal(ImageProblem.TimedOut, refusal.Problem);
    }

    [Fact]
    public async Task Process_Should_GiveWayToAllOthersAndSeeNothing_When_ItWorks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Said of Linux.");
        await Apart.PrepareAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Stream.Null, Ct);
        var id = await _processes.UseAsync(process => process.Id, Ct);

        // sched(7): SCHED_IDLE is 5; proc_pid_stat(5): field 41, the 39th behind the name in its brackets.
        var policies = Directory.EnumerateDirectories($"/proc/{id}/task").Select(thread => File.ReadAllText(Path.Combine(thread, "stat"))).Select(stat => stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[38]).ToList();
        Assert.All(policies, policy => Assert.Equal("5", policy));
        Assert.NotEmpty(policies);
        var environment = File.ReadAllText($"/proc/{id}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=')[0]);
        Assert.DoesNotContain(environment, name => !name.StartsWith("DOTNET_", StringComparison.Ordinal) && name is not ("PATH" or "LANG" or "TMPDIR" or "MALLOC_ARENA_MAX" or "PWD" or "OLDPWD" or "SHLVL" or "_"));
        Assert.Contains(File.ReadLines($"/proc/{id}/limits"), line => line.StartsWith("Max address space", StringComparison.Ordinal) && !line.Contains("unlimited", StringComparison.Ordinal));
    }

    /// <summary>Killed, as far as the process can tell: its input ends and nobody reads what it says.</summary>
    [Fact]
    public async Task Process_Should_EndWithoutAComplaint_When_TheServiceDoes()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "pictures"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var task = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new PictureTask(PictureStep.Identify) { Length = 1000 }, PictureJson.Default.PictureTask);
        new Frames(Stream.Null, process.StandardInput.BaseStream).Send(FrameKind.Task, task);

        // It wants bytes of the picture now.
        Assert.NotEqual(-1, process.StandardOutput.BaseStream.ReadByte());
        process.StandardOutput.Close();
        process.StandardInput.Close();
        await process.WaitForExitAsync(Ct);

        Assert.Equal(("", 0), (await process.StandardError.ReadToEndAsync(Ct), process.ExitCode));
    }

    [Fact]
    public async Task Divided_Should_WorkApart_When_AJobAsks()
    {
        var id = await _processes.UseAsync(process => process.Id, Ct);
        using var here = new VipsImageEngine(new ImagingOptions(), TimeProvider.System);
        var divided = new DividedImageEngine(here, Apart);
        await using var killing = new FailingStream(Samples.Read(Samples.Lamp), after: 300_000, () => Process.GetProcessById(id).Kill());

        await divided.PrepareAsync(new MemoryStream(Samples.Read(Samples.Lamp)), Stream.Null, Ct);
        await Assert.ThrowsAsync<InvalidOperationException>(() => new QuietThreads().RunAsync(() => divided.PrepareAsync(killing, Stream.Null, Ct)));
    }

    private sealed class FailingStream(byte[] bytes, int after, Action? instead = null) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer)
        {
            var count = base.Read(buffer);
            if (Position > after)
            {
                (instead ?? (() => throw new IOException("The disk is gone.")))();
            }

            return count;
        }
    }
}
