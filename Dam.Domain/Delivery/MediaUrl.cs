using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Dam.Domain.Imaging;
using Dam.Domain.Rights;

namespace Dam.Domain.Delivery;

/// <summary>
/// What a media URL says, that is, the part that is signed: <c>{exp}.{epoch}.{ctx}/{asset}/{digest}/{transform}/{name}.{ext}</c>. Whole, it is
/// <c>/media/{kid}.{sig}/</c> before that. Each value has one spelling, so that no two URLs mean the same.
/// </summary>
public sealed record MediaUrl
{
    /// <summary>Longer paths are none.</summary>
    public const int LongestPath = 512;

    /// <summary>In the place of a transform for the untouched file.</summary>
    public const string Original = "original";

    private const long MaxUnixSeconds = 99_999_999_999;
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>The whole second from which the URL is refused.</summary>
    public required DateTimeOffset ExpiresAt { get; init; }

    /// <summary>The asset's epoch when the URL was given out.</summary>
    public required int Epoch { get; init; }

    public required MediaContext Context { get; init; }

    public required Guid AssetId { get; init; }

    /// <summary>SHA-256 of the original, 64 lower-case hexadecimal digits.</summary>
    public required string Digest { get; init; }

    /// <summary>Null for the untouched file.</summary>
    public required CanonicalTransform? Transform { get; init; }

    /// <summary>Readable, without meaning: <see cref="MediaNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Without the dot; <c>auto</c> where the request's <c>Accept</c> decides.</summary>
    public required string Extension { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{ExpiresAt.ToUnixTimeSeconds()}.{Epoch}.{Context}/{AssetId:N}/{Digest}/{Transform?.ToString() ?? Original}/{Name}.{Extension}");

    /// <summary>Reads what <see cref="ToString"/> writes, and nothing else; any text is answered, none throws.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out MediaUrl? url)
    {
        url = null;
        var rest = text.Length <= LongestPath ? text : default;
        if (!TryTake(ref rest, '.', out var expiry) || !TryNumber(expiry, MaxUnixSeconds, out var seconds)
            || !TryTake(ref rest, '.', out var epochText) || !TryNumber(epochText, int.MaxValue, out var epoch)
            || !TryTake(ref rest, '/', out var contextText) || !MediaContext.TryParse(contextText, out var context)
            || !TryTake(ref rest, '/', out var asset) || !IsLowerHex(asset, length: 32)
            || !TryTake(ref rest, '/', out var digest) || !IsLowerHex(digest, length: 64)
            || !TryTake(ref rest, '/', out var transformText) || !TryTransform(transformText, out var transform)
            || !TryTake(ref rest, '.', out var name) || !MediaNames.IsName(name) || !MediaNames.IsExtension(rest))
        {
            return false;
        }

        url = new MediaUrl
        {
            ExpiresAt = DateTimeOffset.FromUnixTimeSeconds(seconds),
            Epoch = (int)epoch,
            Context = context,
            AssetId = Guid.ParseExact(asset, "N"),
            Digest = new string(digest),
            Transform = transform,
            Name = new string(name),
            Extension = new string(rest),
        };
        return true;
    }

    private static bool TryTransform(ReadOnlySpan<char> text, out CanonicalTransform? transform)
    {
        transform = null;
        return text.SequenceEqual(Original) || CanonicalTransform.TryParse(new string(text), out transform);
    }

    private static bool TryTake(ref ReadOnlySpan<char> rest, char separator, out ReadOnlySpan<char> part)
    {
        var end = rest.IndexOf(separator);
        part = end < 0 ? default : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return end > 0;
    }

    /// <summary>Decimal digits without sign or leading zero.</summary>
    private static bool TryNumber(ReadOnlySpan<char> text, long largest, out long number)
    {
        number = 0;
        return (text.Length == 1 || text is not ['0', ..])
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= largest;
    }

    private static bool IsLowerHex(ReadOnlySpan<char> text, int length) => text.Length == length && !text.ContainsAnyExcept(LowerHex);
}

/// <summary>
/// For whom a media URL was made, which can only narrow what is allowed anyway: <c>d</c> for delivery, <c>d-FR</c> or <c>d-US-CA</c> for delivery in a territory, with <c>~c-web</c> for a
/// channel, <c>~p-editorial</c> for a purpose and <c>~s</c> for a stand-in where the asset itself is refused behind it, in this order; <c>w</c> for a working copy, whose caller had the permission when the URL was made.
/// </summary>
public readonly record struct MediaContext
{
    private const string DeliveryWord = "d";
    private const string WorkingCopyWord = "w";
    private const string ChannelMark = "~c-";
    private const string PurposeMark = "~p-";
    private const string StandInMark = "~s";

    private MediaContext(bool isWorkingCopy, Territory? territory, string? channel, string? purpose, bool maySubstitute) =>
        (IsWorkingCopy, Territory, Channel, Purpose, MaySubstitute) = (isWorkingCopy, territory, channel, purpose, maySubstitute);

    public static MediaContext WorkingCopy { get; } = new(isWorkingCopy: true, territory: null, channel: null, purpose: null, maySubstitute: false);

    /// <summary>What is no key is left out: no rule names it.</summary>
    public static MediaContext Delivery(Territory? territory = null, string? channel = null, string? purpose = null, bool maySubstitute = false) =>
        new(isWorkingCopy: false, territory, KeyOrNone(channel), KeyOrNone(purpose), maySubstitute);

    /// <summary>The verdict on delivery is not asked.</summary>
    public bool IsWorkingCopy { get; }

    /// <summary>Where the file is to be shown; null when that was not said.</summary>
    public Territory? Territory { get; }

    /// <summary>Null when that was not said.</summary>
    public string? Channel { get; }

    /// <summary>Null when that was not said.</summary>
    public string? Purpose { get; }

    /// <summary>Where the asset itself is refused, an approved stand-in is served.</summary>
    public bool MaySubstitute { get; }

    public override string ToString() => IsWorkingCopy
        ? WorkingCopyWord
        : string.Concat(DeliveryWord, Territory is { } territory ? $"-{territory}" : "", Channel is null ? "" : $"{ChannelMark}{Channel}", Purpose is null ? "" : $"{PurposeMark}{Purpose}")
            + (MaySubstitute ? StandInMark : "");

    public static bool TryParse(ReadOnlySpan<char> text, out MediaContext context)
    {
        context = WorkingCopy;
        if (text is WorkingCopyWord)
        {
            return true;
        }

        var maySubstitute = text.EndsWith(StandInMark);
        var rest = maySubstitute ? text[..^StandInMark.Length] : text;
        var purpose = TakeFrom(ref rest, PurposeMark);
        var channel = TakeFrom(ref rest, ChannelMark);
        var code = rest.StartsWith($"{DeliveryWord}-") ? new string(rest[2..]) : null;
        Territory? where = Rights.Territory.TryParse(code, out var territory) ? territory : null;
        context = Delivery(where, channel, purpose, maySubstitute);

        // What is written otherwise than it would be here was never given out.
        return text.SequenceEqual(context.ToString());
    }

    /// <summary>What stands behind a mark, to the end; null without the mark.</summary>
    private static string? TakeFrom(ref ReadOnlySpan<char> rest, string mark)
    {
        var at = rest.IndexOf(mark);
        if (at < 0)
        {
            return null;
        }

        var value = new string(rest[(at + mark.Length)..]);
        rest = rest[..at];
        return value;
    }

    private static string? KeyOrNone(string? text) => text is not null && KeyRule.IsKey(text) ? text : null;
}
