using System.Globalization;
using System.Net;
using System.Text;
using Dam.Tests.Infrastructure.Imaging;
using Dam.Tests.Infrastructure.Media;

namespace Dam.Tests.Api.Delivery;

/// <summary>Any page of a document and any frame of a film, drawn when somebody asks for it first.</summary>
public sealed class PagesAndFramesTests(MediaFiles files) : IClassFixture<MediaFiles>, IAsyncDisposable
{
    private readonly DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Rendition_Should_ShowThePageAsked_When_TheDocumentHasIt()
    {
        var id = await _host.Administrator.PublishAsync("sheet.pdf", Samples.Read(Samples.Document));

        var first = await RenderAsync(id, "width: 300, format: PNG");
        var same = await RenderAsync(id, "width: 300, format: PNG, page: 1");
        var second = await RenderAsync(id, "width: 300, format: PNG, page: 2");
        var cut = await RenderAsync(id, "width: 90, height: 90, fit: COVER, format: PNG, page: 2, rotate: 90");

        Assert.Equal(0, same.MeanDifference(first));
        Assert.Equal((first.Width, first.Height), (second.Width, second.Height));
        Assert.True(second.MeanDifference(first) > 3);
        Assert.Equal((90, 90), (cut.Width, cut.Height));
        Assert.Equal("transform.page: The source has 2 page(s).", await ProblemAsync(id, "page: 3"));
    }

    /// <summary>The size was said before the page was seen.</summary>
    [Fact]
    public async Task Rendition_Should_PadThePage_When_ItHasAnotherShapeThanTheFirst()
    {
        var id = await _host.Administrator.PublishAsync("mixed.pdf", Pdf((200, 300), (300, 100)));

        var page = await RenderAsync(id, "width: 200, format: PNG, page: 2");

        Assert.Equal((200, 300), (page.Width, page.Height));
        var red = Enumerable.Range(0, 300).Count(y => page.At(100, y) is { R: > 200, G: < 60 });
        Assert.InRange(red, 63, 70);
        Assert.Equal((255, 255, 255, 255), page.At(100, 20));
        Assert.Equal((255, 255, 255, 255), page.At(100, 280));
    }

    [Fact]
    public async Task Rendition_Should_ShowTheFrameAsked_When_TheFilmLastsSoLong()
    {
        // Blue for a second, then red for another.
        var film = await files.FilmAsync("colours.mp4", "-vf", "drawbox=c=blue:t=fill:enable='lt(t,1)',drawbox=c=red:t=fill:enable='gte(t,1)'", "-t", "2", "-g", "250");
        var id = await _host.Administrator.PublishAsync("colours.mp4", film);

        foreach (var (time, isRed) in new[] { ("0", false), ("0.9", false), ("1.08", true), ("2", true) })
        {
            var frame = await RenderAsync(id, $"width: 160, format: PNG, time: {time}");
            var (r, _, b, _) = frame.At(80, 45);
            Assert.True(isRed ? r > 180 && b < 80 : b > 180 && r < 80, $"{time}: {frame.At(80, 45)}");
        }

        Assert.StartsWith("transform.time: The video lasts 2", await ProblemAsync(id, "time: 2.5"), StringComparison.Ordinal);
        Assert.StartsWith("transform.time: ", await ProblemAsync(id, "time: -1"), StringComparison.Ordinal);
    }

    private async Task<Pixels> RenderAsync(string id, string transform)
    {
        var answer = await _host.Administrator.QueryAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(transform: {{ {transform} }}) {{ url width height }} }} }}", new { id });
        var rendition = answer.GetProperty("asset").GetProperty("rendition");
        using var http = _host.Http();
        using var response = await http.GetAsync(rendition.GetProperty("url").GetString(), Ct);
        Assert.True(response.StatusCode == HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Ct));
        var pixels = ImagingFixture.Decode(await response.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal((rendition.GetProperty("width").GetInt32(), rendition.GetProperty("height").GetInt32()), (pixels.Width, pixels.Height));
        return pixels;
    }

    private async Task<string?> ProblemAsync(string id, string transform)
    {
        var answer = await _host.Administrator.PostAsync($"query($id: ID!) {{ asset(id: $id) {{ rendition(transform: {{ {transform} }}) {{ url }} }} }}", new { id });
        var error = answer.GetProperty("errors")[0];
        Assert.Equal("INVALID_TRANSFORM", error.GetProperty("extensions").GetProperty("code").GetString());
        return error.GetProperty("message").GetString();
    }

    /// <summary>Pages all red. Without a table of objects, which readers then make for themselves.</summary>
    private static byte[] Pdf(params (int Width, int Height)[] pages)
    {
        var text = new StringBuilder("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n");
        text.Append(CultureInfo.InvariantCulture, $"2 0 obj<</Type/Pages/Count {pages.Length}/Kids[{string.Join(' ', pages.Select((_, i) => $"{3 + (2 * i)} 0 R"))}]>>endobj\n");
        foreach (var ((width, height), i) in pages.Select((page, i) => (page, i)))
        {
            var content = $"1 0 0 rg 0 0 {width} {height} re f";
            text.Append(CultureInfo.InvariantCulture, $"{3 + (2 * i)} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 {width} {height}]/Contents {4 + (2 * i)} 0 R>>endobj\n");
            text.Append(CultureInfo.InvariantCulture, $"{4 + (2 * i)} 0 obj<</Length {content.Length}>>stream\n{content}\nendstream endobj\n");
        }

        return Encoding.ASCII.GetBytes(text.Append("trailer<</Root 1 0 R>>\n%%EOF").ToString());
    }
}
