using System.Text.Encodings.Web;
using System.Text.Json;
using Dam.Domain.Delivery;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;
using Dam.Tests.Clients;

namespace Dam.Tests.Domain.Delivery;

/// <summary>The published URLs are what the code makes and reads, and a program that shares nothing with it agrees on every one.</summary>
public sealed class MediaUrlVectorTests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string Published = RepositoryRoot.File("docs", "delivery", "url-vectors.json");

    private static readonly SigningKey[] Ring = [Given.Key("k1", 1), Given.Key("2026b", 2)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vectors_Should_BeAsPublished_When_TheCodeMakesThem()
    {
        var made = Print();
        var received = Path.ChangeExtension(Published, ".received.json");
        if (File.Exists(Published) && await File.ReadAllTextAsync(Published, Ct) == made)
        {
            File.Delete(received);
            return;
        }

        await File.WriteAllTextAsync(received, made, Ct);
        Assert.Fail($"The published URLs are not those that the code makes. When it is right: mv {received} {Published}");
    }

    [Fact]
    public async Task Verifier_Should_AgreeOnEveryUrl_When_ItIsRun()
    {
        using var folder = new ClientFolder();
        await folder.NodeAsync("", "node_modules/typescript/bin/tsc", "--project", "delivery");
        Assert.Equal($"{Vectors().Count()} URLs agree.\n", await folder.NodeAsync("", "delivery/built/verify-urls.js", Published));

        await File.WriteAllTextAsync(folder["forged.json"], Print().Replace("\"GOOD\"", "\"EXPIRED\"", StringComparison.Ordinal), Ct);
        await Assert.ThrowsAnyAsync<Exception>(() => folder.NodeAsync("", "delivery/built/verify-urls.js", folder["forged.json"]));
    }

    private static string Print() =>
        $$"""
        {
          "about": "Paths after /media/, and what becomes of them at the instant \"now\" (Unix seconds) with these keys. The secrets are for these vectors only.",
          "now": {{Given.Noon.ToUnixTimeSeconds()}},
          "keys": {{JsonSerializer.Serialize(Ring.Select(key => new { key.Id, Secret = Convert.ToBase64String(key.Secret) }), Json)}},
          "vectors": [
            {{string.Join(",\n    ", Vectors().Select(vector => JsonSerializer.Serialize(vector, Json)))}}
          ]
        }

        """;

    private static IEnumerable<Vector> Vectors()
    {
        var urls = Given.Urls(new StoppedClock(Given.Noon), Ring);
        var (asset, version) = (Given.Asset(epoch: 3), Given.Version());
        var good = new (string Name, string Path)[]
        {
            ("a rendition", Given.PathOf(urls.ForRendition(asset, Transform("w800-h600-fill-webp-q75-g1"), territory: null))),
            ("in a country", Given.PathOf(urls.ForRendition(asset, Transform("w800-h600-fill-jpeg-q80-g1"), Territory.Parse("FR")))),
            ("in a part of a country", Given.PathOf(urls.ForRendition(asset, Transform("w800-h600-fill-auto-g1"), Territory.Parse("US-CA")))),
            ("on a channel, for a purpose", Given.PathOf(urls.ForRendition(asset, Transform("w800-h600-fill-webp-q75-g1"), Territory.Parse("FR"), "web", "editorial"))),
            ("for a stand-in where it is refused", Given.PathOf(urls.ForRendition(asset, Transform("w800-h600-fill-webp-q75-g1"), Territory.Parse("FR"), "web", purpose: null, maySubstitute: true))),
            ("a preview", Given.PathOf(urls.ForPreview(asset, version, Transform("w40-h30-fill-png-g1")))),
            ("an original", Given.PathOf(urls.ForOriginal(asset, version))),
            ("signed by the older key", Given.PathOf(Given.Urls(new StoppedClock(Given.Noon), Ring[0]).ForRendition(asset, Transform("w800-h600-fill-webp-q75-g1"), territory: null))),
            ("a second before it expires", Given.PathOf(Before(seconds: 599).ForOriginal(asset, version))),
        };
        var rendition = good[0].Path;
        (string, string)[] others =
        [
            ("the second it expires", Given.PathOf(Before(seconds: 600).ForOriginal(asset, version))),
            ("long expired", Given.PathOf(Before(seconds: 86_400 * 30).ForRendition(asset, Transform("w800-h600-fill-webp-q75-g1"), territory: null))),
            ("signed by a key that is not in the ring", Given.PathOf(Given.Urls(new StoppedClock(Given.Noon), Given.Key("k3", 1)).ForOriginal(asset, version))),
            ("signed by another key of the same name", Given.PathOf(Given.Urls(new StoppedClock(Given.Noon), Given.Key("k1", 9)).ForOriginal(asset, version))),
            ("another size", rendition.Replace("w800", "w801", StringComparison.Ordinal)),
            ("another epoch", rendition.Replace(".3.d/", ".4.d/", StringComparison.Ordinal)),
            ("a wider context", good[1].Path.Replace("d-FR", "d", StringComparison.Ordinal)),
            ("a stand-in that was not asked for", rendition.Replace(".d/", ".d~s/", StringComparison.Ordinal)),
            ("a working copy's context", rendition.Replace(".d/", ".w/", StringComparison.Ordinal)),
            ("another name", rendition.Replace("ete-", "hiver-", StringComparison.Ordinal)),
            ("a character less", rendition[..^1]),
            ("a character more", $"{rendition}p"),
            ("without a signature", rendition[(rendition.IndexOf('/', StringComparison.Ordinal) + 1)..]),
            ("an empty signature", $"2026b.{rendition[rendition.IndexOf('/', StringComparison.Ordinal)..]}"),
            ("a signature cut in half", rendition.Remove("2026b.".Length, 12)),
            ("a step up", rendition.Replace("/original/", "/../", StringComparison.Ordinal).Replace("/ete", "/../ete", StringComparison.Ordinal)),
            ("twice a slash", rendition.Replace("/ete", "//ete", StringComparison.Ordinal)),
            ("in capitals", rendition.ToUpperInvariant()),
            ("nothing", ""),
            ("too long", rendition + new string('a', MediaUrl.LongestPath)),
        ];
        return good.Concat(others).Select(vector => new Vector(vector.Item1, vector.Item2, StateOf(vector.Item2)));

        static MediaUrls Before(int seconds) => Given.Urls(new StoppedClock(Given.Noon.AddSeconds(-seconds)), Ring);

        string StateOf(string path) => !urls.TryRead(path, out var url) ? "UNKNOWN" : Given.Noon < url.ExpiresAt ? "GOOD" : "EXPIRED";
    }

    /// <summary>Of a generation that stays, so that a newer encoder makes no other URLs of these.</summary>
    private static CanonicalTransform Transform(string text) => CanonicalTransform.TryParse(text, out var transform) ? transform : throw new FormatException($"\"{text}\" is no transform.");

    private sealed record Vector(string Name, string Path, string State);
}
