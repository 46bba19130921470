using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dam.Domain.Imaging;
using Dam.Domain.Media;

namespace Dam.Infrastructure.Media;

/// <summary>What ffprobe tells of sound and film.</summary>
internal sealed partial class FilmFacts(Toolbox tools)
{
    /// <summary>Whatever a file says, nothing but itself is opened, nobody is asked, and one thread works.</summary>
    public static IReadOnlyList<string> Cautious { get; } = ["-v", "error", "-nostdin", "-protocol_whitelist", "file", "-max_pixels", "268000000", "-threads", "1"];

    /// <summary>ffmpeg's name for who reads the type, so that it does not guess another one; null for what is neither sound nor film.</summary>
    public static string? DemuxerOf(string mediaType) => mediaType switch
    {
        MediaTypes.Mp4 or MediaTypes.QuickTime or MediaTypes.ThreeGpp or MediaTypes.Mp4Audio => "mov",
        MediaTypes.WebM or MediaTypes.Matroska => "matroska",
        MediaTypes.Avi => "avi",
        MediaTypes.MpegStream => "mpeg",
        MediaTypes.OggVideo or MediaTypes.OggAudio => "ogg",
        MediaTypes.Mp3 => "mp3",
        MediaTypes.Wav => "wav",
        MediaTypes.Flac => "flac",
        MediaTypes.Aiff => "aiff",
        MediaTypes.Aac => "aac",
        _ => null,
    };

    public async Task<MediaFacts> ReadAsync(WorkFolder folder, string demuxer, CancellationToken ct)
    {
        string[] arguments = ["-v", "error", "-protocol_whitelist", "file", "-threads", "1", "-f", demuxer, "-show_format", "-show_streams", "-of", "json", WorkFolder.InputName];
        var answer = JsonNode.Parse(await tools.RunAsync("ffprobe", arguments, folder.Path, ct))!;
        var format = answer["format"];
        var streams = answer["streams"]?.AsArray() ?? [];

        // A cover in a file of music is a stream of video to ffprobe.
        var video = streams.FirstOrDefault(stream => Text(stream, "codec_type") is "video" && stream!["disposition"]?["attached_pic"]?.GetValue<int>() is not 1);
        var audio = streams.FirstOrDefault(stream => Text(stream, "codec_type") is "audio");
        if (video is null && audio is null)
        {
            throw MediaException.Damaged("The file holds neither sound nor pictures that could be read.");
        }

        var technical = new JsonObject { ["container"] = Members.Given(("format", Text(format, "format_name")), ("bitRate", Whole(format, "bit_rate"))) };
        if (video is not null)
        {
            technical["video"] = Members.Given(
                ("codec", Text(video, "codec_name")), ("profile", Text(video, "profile")), ("width", Whole(video, "width")), ("height", Whole(video, "height")),
                ("frameRate", Ratio(Text(video, "avg_frame_rate"))), ("rotation", Rotation(video)), ("pixelFormat", Text(video, "pix_fmt")), ("colorSpace", Text(video, "color_space")),
                ("bitRate", Whole(video, "bit_rate")));
        }

        if (audio is not null)
        {
            technical["audio"] = Members.Given(
                ("codec", Text(audio, "codec_name")), ("channels", Whole(audio, "channels")), ("channelLayout", Text(audio, "channel_layout")),
                ("sampleRate", Whole(audio, "sample_rate")), ("bitRate", Whole(audio, "bit_rate")));
        }

        var tags = TagsOf(format);
        AddTags(technical, tags);
        return new MediaFacts
        {
            Size = video is null ? null : SizeOf(video),
            Duration = Seconds(Text(format, "duration")),
            Technical = technical,
            Location = LocationOf(tags),
            Record = new EmbeddedRecord
            {
                Title = EmbeddedText.Line(tags.GetValueOrDefault("title"), EmbeddedText.LongestLine),
                Caption = EmbeddedText.Prose(tags.GetValueOrDefault("description") ?? tags.GetValueOrDefault("comment")),
                Creator = EmbeddedText.Line(tags.GetValueOrDefault("artist"), EmbeddedText.LongestLine),
                CopyrightNotice = EmbeddedText.Prose(tags.GetValueOrDefault("copyright")),
            },
        };
    }

    private static void AddTags(JsonObject technical, IReadOnlyDictionary<string, string> tags)
    {
        string[] shown = ["title", "artist", "album", "album_artist", "composer", "genre", "date", "track", "comment", "description", "copyright", "encoder", "com.apple.quicktime.make", "com.apple.quicktime.model"];
        var kept = Members.Given([.. shown.Select(name => (name, (JsonNode?)EmbeddedText.Prose(tags.GetValueOrDefault(name))))]);
        if (kept.Count > 0)
        {
            technical["tags"] = kept;
        }

        if (tags.GetValueOrDefault("creation_time") is { } created && DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at.Year > 1970)
        {
            technical["capturedAt"] = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>As seen: pixels square, turned upright.</summary>
    private static PixelSize? SizeOf(JsonNode video)
    {
        if (Whole(video, "width")?.GetValue<long>() is not { } width || Whole(video, "height")?.GetValue<long>() is not { } height || width <= 0 || height <= 0)
        {
            return null;
        }

        var aspect = Ratio(Text(video, "sample_aspect_ratio")?.Replace(':', '/'))?.GetValue<double>() is > 0.1 and < 10 and var ratio ? ratio : 1;
        var seen = (int)Math.Max(1, Math.Round(width * aspect));
        return Rotation(video)?.GetValue<int>() is 90 or 270 ? new PixelSize((int)height, seen) : new PixelSize(seen, (int)height);
    }

    /// <summary>Degrees clockwise, 0 to 359.</summary>
    private static JsonNode? Rotation(JsonNode video)
    {
        var matrix = video["side_data_list"]?.AsArray().Select(data => data?["rotation"]).FirstOrDefault(rotation => rotation is not null);
        return matrix is JsonValue value && value.TryGetValue<int>(out var counterclockwise) ? ((-counterclockwise % 360) + 360) % 360 : null;
    }

    /// <summary>ISO 6709: +48.8577+002.295/ or with an altitude.</summary>
    private static JsonObject? LocationOf(IReadOnlyDictionary<string, string> tags)
    {
        var match = Iso6709().Match(tags.GetValueOrDefault("com.apple.quicktime.location.ISO6709") ?? tags.GetValueOrDefault("location") ?? "");
        return match.Success
            ? Members.Given(("latitude", Number(match.Groups["latitude"])), ("longitude", Number(match.Groups["longitude"])), ("altitude", Number(match.Groups["altitude"])))
            : null;
    }

    private static Dictionary<string, string> TagsOf(JsonNode? format) => (format?["tags"]?.AsObject() ?? [])
        .Where(tag => tag.Value?.GetValueKind() is JsonValueKind.String)
        .GroupBy(tag => tag.Key, StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => group.First().Value!.GetValue<string>(), StringComparer.OrdinalIgnoreCase);

    private static string? Text(JsonNode? node, string name) => EmbeddedText.Line(node?[name] is JsonValue value ? value.ToString() : null, EmbeddedText.LongestLine);

    private static JsonNode? Whole(JsonNode? node, string name) =>
        node?[name] is JsonValue value && long.TryParse(value.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static JsonNode? Ratio(string? text) =>
        text?.Split('/') is [var over, var under] && double.TryParse(over, CultureInfo.InvariantCulture, out var numerator)
            && double.TryParse(under, CultureInfo.InvariantCulture, out var denominator) && denominator > 0 ? Math.Round(numerator / denominator, 3) : null;

    private static JsonNode? Number(Group text) => double.TryParse(text.ValueSpan, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan? Seconds(string? text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(Math.Round(seconds, 3)) : null;

    [GeneratedRegex(@"^(?<latitude>[+-]\d{1,2}(\.\d+)?)(?<longitude>[+-]\d{1,3}(\.\d+)?)(?<altitude>[+-]\d+(\.\d+)?)?", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Iso6709();
}
