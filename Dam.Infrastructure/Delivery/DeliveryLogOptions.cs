using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Delivery;

/// <summary>Settings <c>Dam:Delivery:Log:…</c>.</summary>
/// <param name="Folder">Null for the usual one in the data folder.</param>
/// <param name="Share">Of the answers, from 0 to 1; those with an original are all written down.</param>
/// <param name="Kept">How long a day's file is.</param>
internal sealed record DeliveryLogOptions(string? Folder, double Share, TimeSpan Kept)
{
    public const string FolderSetting = "Dam:Delivery:Log:Folder";

    public const string ShareSetting = "Dam:Delivery:Log:Share";

    public const string KeptSetting = "Dam:Delivery:Log:Kept";

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static DeliveryLogOptions From(IConfiguration configuration)
    {
        var share = configuration[ShareSetting] is { Length: > 0 } text ? text : "0";
        var kept = configuration[KeptSetting] is { Length: > 0 } span ? span : "30.00:00:00";
        return new DeliveryLogOptions(
            configuration[FolderSetting] is { Length: > 0 } folder ? folder : null,
            double.TryParse(share, CultureInfo.InvariantCulture, out var part) && part is >= 0 and <= 1
                ? part
                : throw new InvalidOperationException($"{ShareSetting} is \"{share}\"; it must be a number from 0 to 1."),
            TimeSpan.TryParse(kept, CultureInfo.InvariantCulture, out var days) && days >= TimeSpan.FromDays(1)
                ? days
                : throw new InvalidOperationException($"{KeptSetting} is \"{kept}\"; it must be a duration of at least a day, such as 30.00:00:00."));
    }
}
