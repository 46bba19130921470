using Dam.Domain;
using Dam.Domain.Renditions;

namespace Dam.Tests.Domain.Renditions;

public sealed class RenditionLimitsTests
{
    private readonly ManualTime _time = new(TimeProvider.System.GetUtcNow()) { Counter = 0 };

    [Fact]
    public void Take_Should_RefuseAndSayWhen_When_MoreOfOneFileIsMadeThanInAMinute()
    {
        var limits = new RenditionLimits(new RenditionBounds(NewPerOriginal: 60, WaitingPerCaller: 1), _time);
        Assert.All(Enumerable.Range(0, 60), _ => Assert.Null(limits.Take("a")));

        Assert.Equal(TimeSpan.FromSeconds(1), limits.Take("a")!.RetryAfter);
        Assert.Null(limits.Take("b"));

        _time.Counter += _time.TimestampFrequency;
        Assert.Null(limits.Take("a"));
        Assert.NotNull(limits.Take("a"));
        _time.Counter += 3600 * _time.TimestampFrequency;
        Assert.Equal(60, Enumerable.Range(0, 1000).Count(_ => limits.Take("a") is null));
    }

    [Fact]
    public async Task WaitAsync_Should_RefuseTheCallerOnly_When_TooManyOfItsRequestsWait()
    {
        var limits = new RenditionLimits(new RenditionBounds(NewPerOriginal: 1, WaitingPerCaller: 2), _time);
        var made = new TaskCompletionSource<Outcome<string>>();
        var waiting = Enumerable.Range(0, 2).Select(_ => limits.WaitAsync("one", () => made.Task)).ToList();

        Assert.IsType<RenditionLimited>((await limits.WaitAsync("one", () => made.Task)).Errors[0]);
        Assert.True((await limits.WaitAsync("other", () => Task.FromResult<Outcome<string>>("made"))).Succeeded);
        var ofMany = limits.WaitAsync(caller: null, () => made.Task);
        Assert.False(ofMany.IsCompleted);

        made.SetResult("made");
        Assert.All(await Task.WhenAll([.. waiting, ofMany]), outcome => Assert.True(outcome.Succeeded));
        await Assert.ThrowsAsync<InvalidOperationException>(() => limits.WaitAsync<string>("one", () => throw new InvalidOperationException()));
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => limits.WaitAsync("one", () => Task.FromResult<Outcome<string>>("made")))), outcome => Assert.True(outcome.Succeeded));
    }
}
