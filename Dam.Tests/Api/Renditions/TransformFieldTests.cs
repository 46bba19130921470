using System.Globalization;
using System.Net;
using System.Text.Json;
using Dam.Tests.Infrastructure.Imaging;

namespace Dam.Tests.Api.Renditions;

/// <summary>Each field of a transform from the question to the pixels: what is asked by GraphQL is what the fetched file shows, and the sizes told before are its sizes.</summary>
public sealed class TransformFieldTests : IAsyncLifetime
{
    /// <summary>How far a colour may be off: an encoder's noise.</summary>
    private const int Near = 40;

    private readonly DamHost _host = DamHost.Start();
    private string _quarters = "";
    private string _framed = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _quarters = await _host.Administrator.PublishAsync("quarters.png", TestPng.Quarters(200, 100));
        _framed = await _host.Administrator.PublishAsync("framed.png", TestPng.Framed(1, 300, 300, frame: 100, shade: 255));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task File_Should_ShowWhatWasAsked_When_AnyFieldIsNamed()
    {
        // The picture is 200 by 100: red and green above blue and white.
        foreach (var (transform, size, pixels) in new (string Transform, string Size, string Pixels)[]
        {
            ("", "200x100", "50,25 red; 150,25 green; 50,75 blue; 150,75 white"),
            ("width: 100", "100x50", "25,12 red; 75,12 green; 25,37 blue; 75,37 white"),
            ("height: 20", "40x20", "10,5 red; 30,15 white"),
            ("width: 400", "200x100", "50,25 red"),
            ("width: 50, dpr: 2", "100x50", "25,12 red; 75,37 white"),
            ("rotate: 90", "100x200", "25,50 blue; 75,50 red; 25,150 white; 75,150 green"),
            ("rotate: -90", "100x200", "25,50 green; 75,50 white; 25,150 red; 75,150 blue"),
            ("rotate: 180", "200x100", "50,25 white; 150,25 blue; 50,75 green; 150,75 red"),
            ("flip: true", "200x100", "50,25 blue; 150,25 white; 50,75 red; 150,75 green"),
            ("flop: true", "200x100", "50,25 green; 150,25 red; 50,75 white; 150,75 blue"),
            ("rotate: 90, flop: true, width: 50", "50x100", "12,25 red; 37,25 blue; 12,75 green; 37,75 white"),
            ("fit: COVER, width: 100, height: 100, gravity: WEST", "100x100", "50,25 red; 50,75 blue"),
            ("fit: COVER, width: 100, height: 100, gravity: EAST", "100x100", "50,25 green; 50,75 white"),
            ("fit: COVER, width: 100, height: 100, gravity: CENTER", "100x100", "25,25 red; 75,25 green; 25,75 blue; 75,75 white"),
            ("fit: COVER, width: 100, height: 100", "100x100", "25,25 red; 75,25 green"),
            ("fit: COVER, width: 200, height: 50, gravity: NORTH", "200x50", "50,25 red; 150,25 green"),
            ("fit: COVER, width: 200, height: 50, gravity: SOUTH", "200x50", "50,25 blue; 150,25 white"),
            ("fit: COVER, width: 60, height: 60, gravity: ATTENTION", "60x60", ""),
            ("fit: COVER, width: 60, height: 60, gravity: ENTROPY", "60x60", ""),
            ("fit: COVER, width: 1000, height: 1000, gravity: WEST", "100x100", "50,25 red; 50,75 blue"),
            ("fit: PAD, width: 100, height: 100, background: \"#00FFFF\"", "100x100", "50,10 cyan; 25,37 red; 75,62 white; 50,90 cyan"),
            ("fit: PAD, width: 300, height: 300", "300x300", "150,50 white; 100,125 red; 200,125 green; 100,175 blue"),
            ("fit: FILL, width: 50, height: 100", "50x100", "12,25 red; 37,25 green; 12,75 blue; 37,75 white"),
            ("width: 200, padding: 10, background: \"#00FFFF\"", "200x110", "5,55 cyan; 100,4 cyan; 55,32 red; 145,77 white"),
            ("radius: 50", "200x100", "0,0 clear; 199,0 clear; 199,99 clear; 60,25 red"),
            ("radius: 50, background: \"#00FFFF\"", "200x100", "0,0 cyan; 199,99 cyan; 60,25 red"),
            ("grayscale: true", "200x100", "50,25 gray; 150,25 gray; 50,75 gray; 150,75 white"),
            ("blur: 10", "200x100", "100,10 olive; 25,12 red; 175,12 green"),
            ("sharpen: 4, width: 100", "100x50", "25,12 red; 75,12 green"),
            ("page: 1", "200x100", "50,25 red"),
            ("animated: false", "200x100", "50,25 red"),
            ("hints: true", "200x100", "50,25 red"),
        })
        {
            var (rendition, file) = await FetchAsync(_quarters, $"format: PNG {transform}");
            var drawn = ImagingFixture.Decode(file);
            Assert.Equal((transform, size, size), (transform, $"{rendition.GetProperty("width")}x{rendition.GetProperty("height")}", $"{drawn.Width}x{drawn.Height}"));
            foreach (var check in pixels.Split("; ", StringSplitOptions.RemoveEmptyEntries))
            {
                var (x, y, color) = Parse(check);
                Assert.True(IsColor(drawn.At(x, y), color), $"{transform}: {check}, but it is {drawn.At(x, y)}");
            }
        }
    }

    [Fact]
    public async Task File_Should_BeOfTheFormat_When_OneIsNamed()
    {
        foreach (var (format, mediaType) in new (string, string)[] { ("JPEG", "image/jpeg"), ("PNG", "image/png"), ("WEBP", "image/webp"), ("AVIF", "image/avif") })
        {
            var (rendition, file) = await FetchAsync(_quarters, $"width: 100, format: {format}");

            Assert.Equal(mediaType, rendition.GetProperty("mediaType").GetString());
            var drawn = ImagingFixture.Decode(file);
            Assert.Equal((100, 50), (drawn.Width, drawn.Height));
            Assert.True(IsColor(drawn.At(25, 12), "red") && IsColor(drawn.At(75, 37), "white"), format);
        }
    }

    [Fact]
    public async Task File_Should_BeSmaller_When_LessIsAsked()
    {
        var (_, fine) = await FetchAsync(_framed, "format: JPEG, quality: 95");
        var (_, coarse) = await FetchAsync(_framed, "format: JPEG, quality: 30");
        var (_, bounded) = await FetchAsync(_framed, "format: JPEG, quality: 95, maxBytes: 9000");

        Assert.True(coarse.Length < fine.Length / 2, $"{coarse.Length} is not much less than {fine.Length}");
        Assert.True(fine.Length > 9000 && bounded.Length is > 4000 and <= 9000, $"{bounded.Length} of {fine.Length}");
    }

    [Fact]
    public async Task File_Should_HaveItsGroundCutOff_When_TrimmingIsAsked()
    {
        // A third of the picture is noise, in the middle of white.
        var (rendition, file) = await FetchAsync(_framed, "format: PNG, trim: true, fit: FILL, width: 50, height: 50");

        var drawn = ImagingFixture.Decode(file);
        Assert.Equal((50, 50), (rendition.GetProperty("width").GetInt32(), drawn.Width));
        Assert.DoesNotContain(Enumerable.Range(2, 46), at => IsColor(drawn.At(at, 2), "white") && IsColor(drawn.At(2, at), "white"));
    }

    [Fact]
    public async Task File_Should_ShowTheFocalPoint_When_PeopleHaveSetOne()
    {
        await _host.Administrator.MutateAsync("mutation($input: UpdateAssetInput!) { updateAsset(input: $input) { errors { code message } } }", new { id = _quarters, focalPoint = new { x = 1, y = 0.5 } });

        var (_, file) = await FetchAsync(_quarters, "format: PNG, fit: COVER, width: 100, height: 100");

        Assert.True(IsColor(ImagingFixture.Decode(file).At(20, 25), "green"));
    }

    [Fact]
    public async Task Transform_Should_BeRefusedByItsField_When_ItCannotBe()
    {
        foreach (var (transform, field) in new (string, string)[]
        {
            ("width: 0", "width"),
            ("width: -1", "width"),
            ("width: 1000000", "width"),
            ("height: 0", "height"),
            ("width: 8000, height: 8000, fit: FILL", "width"),
            ("width: 5000, dpr: 2", "width"),
            ("dpr: 0.5", "dpr"),
            ("dpr: 4.1", "dpr"),
            ("fit: COVER, width: 10", "height"),
            ("fit: PAD", "width"),
            ("quality: 0", "quality"),
            ("quality: 101", "quality"),
            ("maxBytes: 999", "maxBytes"),
            ("maxBytes: 100000001", "maxBytes"),
            ("page: 0", "page"),
            ("page: 2", "page"),
            ("time: -1", "time"),
            ("rotate: 45", "rotate"),
            ("rotate: 450", "rotate"),
            ("trim: true", "trim"),
            ("padding: -1", "padding"),
            ("width: 20, padding: 10", "padding"),
            ("radius: -1", "radius"),
            ("blur: -0.5", "blur"),
            ("blur: 51", "blur"),
            ("sharpen: 10.5", "sharpen"),
            ("animated: true", "animated"),
            ("watermark: \"none\"", "watermark"),
        })
        {
            foreach (var ask in (string[])[$"rendition(transform: {{ {transform} }}) {{ url }}", $"preview(transform: {{ {transform} }}) {{ url }}"])
            {
                var error = (await _host.Administrator.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ {ask} }} }}", new { id = _quarters })).GetProperty("errors")[0];
                Assert.Equal((transform, "INVALID_TRANSFORM"), (transform, error.GetProperty("extensions").GetProperty("code").GetString()));
                Assert.StartsWith($"transform.{field}: ", error.GetProperty("message").GetString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Transform_Should_BeNoQuestion_When_WordsOrTypesAreUnknown()
    {
        foreach (var transform in (string[])
        [
            "width: \"100\"",
            "width: 1.5",
            "width: 99999999999",
            "width: true",
            "fit: STRETCH",
            "fit: \"COVER\"",
            "gravity: NORTHEAST",
            "format: GIF",
            "background: \"red\"",
            "background: \"#FFF\"",
            "colour: \"#FFFFFF\"",
            "rotate: \"90\"",
        ])
        {
            var answer = await _host.Storefront.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(transform: {{ {transform} }}) {{ url }} }} }}", new { id = _quarters });

            Assert.False(answer.TryGetProperty("data", out _), transform);
            Assert.NotEmpty(answer.GetProperty("errors").EnumerateArray());
        }
    }

    private async Task<(JsonElement Rendition, byte[] File)> FetchAsync(string id, string transform)
    {
        var rendition = (await _host.Administrator.QueryAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(transform: {{ {transform} }}) {{ url width height mediaType }} }} }}", new { id }))
            .GetProperty("asset").GetProperty("rendition");
        using var http = _host.Http();
        using var file = await http.GetAsync(rendition.GetProperty("url").GetString(), Ct);
        Assert.True(file.StatusCode == HttpStatusCode.OK, $"{transform}: {await file.Content.ReadAsStringAsync(Ct)}");
        Assert.Equal(rendition.GetProperty("mediaType").GetString(), file.Content.Headers.ContentType?.MediaType);
        return (rendition, await file.Content.ReadAsByteArrayAsync(Ct));
    }

    private static (int X, int Y, string Color) Parse(string check)
    {
        var parts = check.Split(',', ' ');
        return (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2]);
    }

    private static bool IsColor((int R, int G, int B, int A) pixel, string color)
    {
        return color switch
        {
            "red" => Is(255, 0, 0),
            "green" => Is(0, 255, 0),
            "blue" => Is(0, 0, 255),
            "white" => Is(255, 255, 255),
            "cyan" => Is(0, 255, 255),
            "clear" => pixel.A == 0,
            "gray" => pixel.R == pixel.G && pixel.G == pixel.B && pixel.R is > 5 and < 250,
            "olive" => pixel is { R: > 60 and < 220, G: > 60 and < 220, B: < 90 },
            _ => throw new ArgumentException(color, nameof(color)),
        };

        bool Is(int r, int g, int b) => Math.Abs(pixel.R - r) <= Near && Math.Abs(pixel.G - g) <= Near && Math.Abs(pixel.B - b) <= Near && pixel.A == 255;
    }
}
