using Dam.Infrastructure;
using Dam.Infrastructure.Persistence.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.Tests.Infrastructure.Persistence;

public sealed class SharedClockTests
{
    private static readonly DateTimeOffset Right = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly Machine _machine = new() { Now = Right.AddHours(1) };
    private readonly SharedClock _clock;

    public SharedClockTests() => _clock = new SharedClock(_machine, NullLogger<SharedClock>.Instance);

    [Fact]
    public void GetUtcNow_Should_BeTheServers_When_TheMachinesIsAnHourAheadAndJumps()
    {
        Assert.Equal(_machine.Now, _clock.GetUtcNow());

        Hear(Right, took: TimeSpan.Zero);
        _machine.Pass(TimeSpan.FromMinutes(5));
        Assert.Equal(Right.AddMinutes(5), _clock.GetUtcNow());

        _machine.Now = Right.AddDays(-1);
        Assert.Equal(Right.AddMinutes(5), _clock.GetUtcNow());
    }

    [Fact]
    public void Settle_Should_GoByTheQuickestAnswer_When_SeveralCame()
    {
        _clock.Hear(Right, _clock.GetTimestamp() - TimeSpan.TicksPerSecond);
        _clock.Hear(Right.AddSeconds(3), _clock.GetTimestamp() - (TimeSpan.TicksPerMillisecond * 10));
        _clock.Hear(Right, _clock.GetTimestamp() - TimeSpan.TicksPerSecond);
        _clock.Settle();

        Assert.Equal(Right.AddSeconds(3).AddMilliseconds(5), _clock.GetUtcNow());
    }

    [Theory]
    [InlineData(-40, 0)]
    [InlineData(40, 0)]
    [InlineData(-60, -60)]
    [InlineData(3_600_000, 3_600_000)]
    public void Settle_Should_MoveTheTime_When_ItIsFurtherOffThanAnAnswerMayBe(int milliseconds, int moved)
    {
        Hear(Right, took: TimeSpan.Zero);
        Hear(Right.AddMilliseconds(milliseconds), took: TimeSpan.Zero);

        Assert.Equal(Right.AddMilliseconds(moved), _clock.GetUtcNow());
    }

    [Fact]
    public async Task KeepTimeAsync_Should_AskTheServer_When_ItIsInAnotherZone()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        await using var abroad = TestDatabase.Unprepared("PostgreSql", $"{database.ConnectionString};Timezone=Asia/Tokyo");
        await abroad.PrepareAsync();

        Assert.InRange(abroad.Get<SharedClock>().GetUtcNow() - TimeProvider.System.GetUtcNow(), TimeSpan.FromSeconds(-5), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("PostgreSql", "Host=nowhere", typeof(SharedClock))]
    [InlineData("SqlServer", "Server=nowhere", typeof(SharedClock))]
    [InlineData("Sqlite", null, null)]
    public void Registration_Should_LetNodesGoByOneClock_When_TheyMayBeOnSeveralMachines(string provider, string? connectionString, Type? clock)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(TestDatabase.Settings(provider, connectionString)).Build();
        using var services = new ServiceCollection().AddLogging().AddSingleton<IConfiguration>(configuration).AddDamInfrastructure(configuration).BuildServiceProvider();

        Assert.Equal(clock ?? TimeProvider.System.GetType(), services.GetRequiredService<TimeProvider>().GetType());
    }

    private void Hear(DateTimeOffset time, TimeSpan took)
    {
        _clock.Hear(time, _clock.GetTimestamp() - took.Ticks);
        _clock.Settle();
    }

    /// <summary>A wall clock and a counter that a test moves apart.</summary>
    private sealed class Machine : TimeProvider
    {
        private long _counter = TimeSpan.TicksPerDay;

        public DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Pass(TimeSpan time)
        {
            Now += time;
            _counter += time.Ticks;
        }

        public override DateTimeOffset GetUtcNow() => Now;

        public override long GetTimestamp() => _counter;
    }
}
