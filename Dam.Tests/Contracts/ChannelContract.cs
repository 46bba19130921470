using Dam.Domain.Access;
using Dam.Domain.Channels;
using Dam.Domain.Imaging;
using Dam.Domain.Skus;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider keeps of channels.</summary>
public abstract class ChannelContract(string provider) : IAsyncLifetime
{
    /// <summary>All that a slot can ask.</summary>
    private static readonly ChannelSlot Whole = new()
    {
        Role = SkuRole.Detail,
        MinWidth = 1,
        MinHeight = 2,
        MaxWidth = 3,
        MaxHeight = 4,
        AspectRatio = new AspectRatio(9, 16),
        AspectTolerance = 0.125,
        Fit = Fit.Pad,
        Formats = new FormatList([ImageFormat.Png, ImageFormat.Avif]),
        Background = new RgbColor(1, 2, 255),
        BackgroundTolerance = 0,
        ColorProfile = ColorProfile.OtherRgb,
        MaxBytes = 100_000_000,
        MinImages = 1,
        MaxImages = 9,
        Watermark = OneMark.Name,
    };

    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IChannelReader Channels => _database.Get<IChannelReader>();

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Save_Should_KeepEverySlot_When_TheyHaveAll()
    {
        await SaveAsync("plain", "Plain", slots: null);
        await SaveAsync("market", "Märket", [Whole, new ChannelSlot()]);

        var all = await Channels.AllAsync(Admin, Ct);

        Assert.Equal([("market", "Märket"), ("plain", "Plain")], all.Select(channel => (channel.Key, channel.Name)));
        Assert.Equal([Whole, new ChannelSlot()], all[0].Slots);
        Assert.Empty(all[1].Slots);
        Assert.DoesNotContain(typeof(ChannelSlot).GetProperties(), property => property.GetValue(Whole) is null);
        Assert.Equal(all[0].Slots, Assert.Single(await Channels.FindByKeyAsync(Caller.Storefront("shop"), ["market", "none"], Ct)).Slots);
        Assert.Empty(await Channels.AllAsync(Caller.Anonymous, Ct));
    }

    [Fact]
    public async Task Save_Should_LeaveTheSlots_When_NoneAreGiven()
    {
        await SaveAsync("market", "Market", [Whole]);

        await SaveAsync("market", "Renamed", slots: null);
        var renamed = Assert.Single(await Channels.AllAsync(Admin, Ct));
        await SaveAsync("market", "Renamed", []);
        var cleared = Assert.Single(await Channels.AllAsync(Admin, Ct));

        Assert.Equal(("Renamed", Whole), (renamed.Name, Assert.Single(renamed.Slots)));
        Assert.Empty(cleared.Slots);
    }

    private async Task SaveAsync(string key, string name, IReadOnlyList<ChannelSlot>? slots)
    {
        var outcome = await new SaveChannelHandler(_database.Units, new OneMark(), _database.Time).HandleAsync(Admin, new SaveChannel(key, name, slots), Ct);
        Assert.True(outcome.Succeeded, string.Join(' ', outcome.Errors.Select(error => error.Message)));
    }
}
