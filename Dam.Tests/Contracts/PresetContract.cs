using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Imaging;
using Dam.Domain.Renditions;
using Dam.Tests.Infrastructure;

namespace Dam.Tests.Contracts;

/// <summary>What every provider keeps of presets.</summary>
public abstract class PresetContract(string provider) : IAsyncLifetime
{
    /// <summary>Every field that a transform has.</summary>
    private static readonly Transform Whole = new()
    {
        Width = 1,
        Height = 2,
        Fit = Fit.Cover,
        Gravity = Gravity.North,
        Format = ImageFormat.Png,
        Quality = 3,
        MaxBytes = 40_000,
        Dpr = 1.5,
        Background = new RgbColor(1, 2, 255),
        Page = 4,
        Time = 0.25,
        Trim = false,
        Rotate = 90,
        Flip = true,
        Flop = true,
        Padding = 0,
        Radius = 5,
        Grayscale = true,
        Blur = 0.5,
        Sharpen = 1.25,
        Animated = false,
        Hints = true,
        Watermark = OneMark.Name,
    };

    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private IPresetReader Presets => _database.Get<IPresetReader>();

    private SavePresetHandler Handler => new(_database.Units, new OneMark(), _database.Time);

    public async ValueTask InitializeAsync() => _database = await TestDatabase.OpenAsync(provider);

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Save_Should_KeepEveryField_When_TheTransformHasAll()
    {
        await SaveAsync("whole", Whole, description: "Ünï 🎉");
        await SaveAsync("b", new Transform(), isEager: true);
        await SaveAsync("a_1", new Transform { Format = ImageFormat.Avif });

        var all = await Presets.AllAsync(Admin, Ct);

        Assert.Equal(["a_1", "b", "whole"], all.Select(preset => preset.Name));
        Assert.Equal(new PresetDetails("whole", "Ünï 🎉", Whole, IsEager: false), all[2]);
        Assert.Equal(new PresetDetails("b", Description: null, new Transform(), IsEager: true), Assert.Single(await Presets.FindAsync(Caller.Storefront("shop"), ["b", "B", "none"], Ct)));
        Assert.Empty(await Presets.AllAsync(Caller.Anonymous, Ct));
        Assert.DoesNotContain(typeof(Transform).GetProperties(), property => property.GetValue(Whole) is null);
    }

    [Fact]
    public async Task Save_Should_ChangeTheOne_When_SixteenSaveTheSameName()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(1, 16).Select(width => SaveAsync("card", new Transform { Width = width })));

        Assert.All(outcomes, outcome => Assert.True(outcome.Succeeded));
        Assert.InRange(Assert.Single(await Presets.AllAsync(Admin, Ct)).Transform.Width!.Value, 1, 16);
    }

    [Fact]
    public async Task Save_Should_Refuse_When_ThereAreTooMany()
    {
        for (var i = 0; i < RenditionPreset.Most; i++)
        {
            await SaveAsync($"p{i}", new Transform());
        }

        Assert.Equal("PRESETS_TOO_MANY", Assert.Single((await SaveAsync("more", new Transform())).Errors).Code);
        Assert.True((await SaveAsync("p0", new Transform { Width = 1 })).Succeeded);
    }

    private Task<Outcome<PresetName>> SaveAsync(string name, Transform transform, bool isEager = false, string? description = null) =>
        Handler.HandleAsync(Admin, new SavePreset(name, description, transform, isEager), Ct);
}
