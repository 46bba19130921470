using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>Settings <c>Dam:Changes:…</c>.</summary>
/// <param name="Kept">How long after they happened changes can be read in the feed. The audit keeps them.</param>
internal sealed record ChangeOptions(TimeSpan Kept)
{
    public const string KeptSetting = "Dam:Changes:Kept";

    private static readonly TimeSpan Usual = TimeSpan.FromDays(30);

    /// <exception cref="InvalidOperationException">The setting is wrong; the message names it.</exception>
    public static ChangeOptions From(IConfiguration configuration) => configuration[KeptSetting] switch
    {
        null or "" => new ChangeOptions(Usual),
        var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var kept) && kept >= TimeSpan.FromHours(1) => new ChangeOptions(kept),
        var text => throw new InvalidOperationException($"{KeptSetting} is \"{text}\"; it must be a duration of at least an hour, such as {Usual}."),
    };
}
