using Dam.Domain.Imaging;
using Dam.Infrastructure.Imaging;
using Dam.Infrastructure.Imaging.Vips;
using Dam.Infrastructure.Jobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Infrastructure.Imaging;

/// <summary>What the engine does when much is asked of it. Memory is counted for the whole process, so nothing else runs beside these.</summary>
[Collection(nameof(LoadTests))]
[CollectionDefinition(nameof(LoadTests), DisableParallelization = true)]
public sealed class LoadTests(ImagingFixture imaging)
{
    [Fact]
    public async Task Render_Should_GiveTheSameBytes_When_SixteenAskAtOnce()
    {
        var source = Samples.Read(Samples.Lamp);
        var transform = new Transform { Width = 400, Format = ImageFormat.Webp };

        var files = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => imaging.RenderAsync(source, transform)));

        Assert.All(files, file => Assert.True(file.AsSpan().SequenceEqual(files[0])));
    }

    [Fact]
    public async Task Render_Should_HoldNoMemory_When_ItHasRunTwoHundredTimes()
    {
        var source = Samples.Read(Samples.WideGamut);
        var truncated = source[..(source.Length / 2)];
        for (var i = 0; i < 20; i++)
        {
            await imaging.RenderAsync(source, new Transform { Width = 100, Format = ImageFormat.Webp });
        }

        var before = VipsLibrary.TrackedMemory;

        for (var i = 0; i < 200; i++)
        {
            var format = (ImageFormat)((i % 3) + 1);
            await imaging.RenderAsync(source, new Transform { Width = 90 + i, Height = 90, Fit = (Fit)(i % 4), Gravity = (Gravity)(i % 8), Format = format });
            if (i % 10 == 0)
            {
                await Assert.ThrowsAsync<ImageException>(() => imaging.RenderAsync(truncated, new Transform { Width = 100, Format = format }));
            }
        }

        // Threads keep a few buffers for their next picture; two hundred pictures' pixels would be ten times as much.
        Assert.InRange(VipsLibrary.TrackedMemory - before, long.MinValue, 1024 * 1024);
    }

    [Fact]
    public async Task Prepare_Should_StopSoon_When_ItIsCancelled()
    {
        var source = imaging.Large;
        using var stop = new CancellationTokenSource();
        await using var slow = new CancellingStream(source, stop, after: source.Length / 4);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => imaging.Engine.PrepareAsync(slow, Stream.Null, stop.Token));

        Assert.InRange(slow.Position, source.Length / 4, source.Length / 2);
        await imaging.Engine.PrepareAsync(new MemoryStream(source), Stream.Null, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Render_Should_SayTimedOut_When_ItTakesTooLong()
    {
        using var engine = new VipsImageEngine(new ImagingOptions { Timeout = TimeSpan.FromMilliseconds(1) }, TimeProvider.System);
        Assert.True(CanonicalTransform.TryParse("w3000-h2000-fill-png-g1", out var transform));

        var refusal = await Assert.ThrowsAsync<ImageException>(() => engine.RenderAsync(
            new MemoryStream(imaging.Large), transform, ImageFormat.Png, Stream.Null, TestContext.Current.CancellationToken));

        Assert.Equal("TIMED_OUT", refusal.Code);
    }

    [Fact]
    public async Task Render_Should_SayBusy_When_TooManyWait()
    {
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1, MaxWaiting = 2 }, TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        await using var held = new GatedStream(Samples.Read(Samples.Lamp), gate);

        var first = engine.IdentifyAsync(held, TestContext.Current.CancellationToken);
        var waiting = Enumerable.Range(0, 2)
            .Select(_ => engine.IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), TestContext.Current.CancellationToken)).ToArray();
        var refusal = await Assert.ThrowsAsync<ImageException>(() => engine.IdentifyAsync(Stream.Null, TestContext.Current.CancellationToken));
        gate.Set();

        Assert.Equal("BUSY", refusal.Code);
        Assert.Equal(2880, (await first).Size.Width);
        Assert.All(await Task.WhenAll(waiting), header => Assert.Equal(2880, header.Size.Width));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Identify_Should_NotWait_When_OnlyAJobHasASeatOrOnlyARequest(bool isJob)
    {
        var quiet = new QuietThreads();
        using var engine = new VipsImageEngine(new ImagingOptions { MaxConcurrency = 1, MaxWaiting = 0 }, TimeProvider.System);
        using var gate = new ManualResetEventSlim();
        await using var held = new GatedStream(Samples.Read(Samples.Lamp), gate);

        var first = IdentifyAsync(held, isJob);
        await held.Reached.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        var second = await IdentifyAsync(new MemoryStream(Samples.Read(Samples.Lamp)), !isJob);
        gate.Set();

        Assert.Equal((2880, 2880), ((await first).Size.Width, second.Size.Width));

        async Task<ImageHeader> IdentifyAsync(Stream source, bool quietly)
        {
            if (!quietly)
            {
                return await engine.IdentifyAsync(source, TestContext.Current.CancellationToken);
            }

            ImageHeader? header = null;
            await quiet.RunAsync(async () => header = await engine.IdentifyAsync(source, TestContext.Current.CancellationToken));
            return header!;
        }
    }

    [Fact]
    public void AddImaging_Should_BindItsOptions_When_Configured()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal) { ["Dam:Imaging:MaxConcurrency"] = "0" }).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddImaging(typeof(Program).Assembly.Location).BuildServiceProvider();

        Assert.Throws<Microsoft.Extensions.Options.OptionsValidationException>(services.GetRequiredService<IImageEngine>);
    }

    private sealed class CancellingStream(byte[] bytes, CancellationTokenSource stop, int after) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer)
        {
            if (Position > after)
            {
                stop.Cancel();
            }

            return base.Read(buffer);
        }
    }

    private sealed class GatedStream(byte[] bytes, ManualResetEventSlim gate) : MemoryStream(bytes)
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => _reached.Task;

        public override int Read(Span<byte> buffer)
        {
            _reached.TrySetResult();
            gate.Wait();
            return base.Read(buffer);
        }
    }
}
