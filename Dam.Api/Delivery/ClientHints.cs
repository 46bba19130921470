using System.Globalization;
using Dam.Domain.Imaging;

namespace Dam.Api.Delivery;

/// <summary>
/// What a browser says of the room for a picture (client hints, RFC 8942): its width in the layout in pixels of the screen, else the viewport's, and whether data is to be saved. It says so where the page has asked for it.
/// </summary>
internal static class ClientHints
{
    /// <summary>What an answer that follows them depends on.</summary>
    public const string Names = $"{Width}, {ViewportWidth}, {Dpr}, {SaveData}";

    private const string Width = "Sec-CH-Width";
    private const string ViewportWidth = "Sec-CH-Viewport-Width";
    private const string Dpr = "Sec-CH-DPR";
    private const string SaveData = "Save-Data";

    /// <summary>Screens have no more.</summary>
    private const double MostDpr = 8;

    /// <summary>The transform with its size settled.</summary>
    public static CanonicalTransform Follow(CanonicalTransform asked, IHeaderDictionary headers) => asked.FollowsHints ? asked.ForRoom(RoomIn(headers), headers[SaveData].ToString() == "on") : asked;

    /// <summary>What is no number is not heard.</summary>
    private static int? RoomIn(IHeaderDictionary headers) =>
        Number(headers, Width) is { } width ? width
        : Number(headers, ViewportWidth) is { } viewport ? (int)Math.Min(int.MaxValue, viewport * RatioIn(headers))
        : null;

    private static double RatioIn(IHeaderDictionary headers) =>
        double.TryParse(headers[Dpr].ToString(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var ratio) && ratio is > 0 and <= MostDpr ? ratio : 1;

    private static int? Number(IHeaderDictionary headers, string name) =>
        int.TryParse(headers[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
