using System.Globalization;
using Dam.Domain.Retention;

namespace Dam.Api.Retention;

/// <summary>Settings <c>Dam:Retention:…</c>.</summary>
internal static class RetentionSettings
{
    private const string DeletedAssets = "Dam:Retention:DeletedAssets";

    private const string Grace = "Dam:Retention:Grace";

    private const string Records = "Dam:Retention:Records";

    private const string Interval = "Dam:Retention:Interval";

    private const string StoreInterval = "Dam:Retention:StoreInterval";

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static RetentionRules From(IConfiguration configuration)
    {
        var usual = new RetentionRules();
        return new RetentionRules
        {
            DeletedAssets = Duration(DeletedAssets, usual.DeletedAssets, least: TimeSpan.Zero),
            Grace = Duration(Grace, usual.Grace, least: TimeSpan.Zero),
            Records = Duration(Records, usual.Records, least: TimeSpan.FromDays(1)),
            Interval = Duration(Interval, usual.Interval, least: TimeSpan.FromSeconds(1)),
            StoreInterval = Duration(StoreInterval, usual.StoreInterval, least: TimeSpan.FromSeconds(1)),
        };

        TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least) => configuration[name] switch
        {
            null or "" => otherwise,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= least => duration,
            var text => throw new InvalidOperationException($"{name} is \"{text}\"; it must be a duration of at least {least}, such as {otherwise}."),
        };
    }
}
