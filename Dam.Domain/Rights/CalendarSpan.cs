using System.Globalization;

namespace Dam.Domain.Rights;

/// <summary>A duration as ISO 8601 writes it: <c>P7D</c>, <c>P1Y6M</c>, <c>PT36H</c>; <c>-P1D</c> counts back. In UTC, so that a day has 24 hours.</summary>
public readonly record struct CalendarSpan
{
    public const int LongestText = 40;

    /// <summary>Years and months as months.</summary>
    private readonly int _months;

    private readonly TimeSpan _time;

    private CalendarSpan(string text, int months, TimeSpan time) => (Text, _months, _time) = (text, months, time);

    public string Text { get => field ?? "P0D"; }

    /// <summary>Months first, so that the last day of a month stays in its month. Null beyond the calendar's end.</summary>
    public DateTimeOffset? After(DateTimeOffset instant)
    {
        try
        {
            return instant.ToUniversalTime().AddMonths(_months) + _time;
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    public static bool TryParse(string? text, out CalendarSpan span)
    {
        span = default;
        if (text is null || text.Length > LongestText)
        {
            return false;
        }

        var rest = text.AsSpan();
        var sign = rest.StartsWith("-") ? -1 : 1;
        rest = sign < 0 ? rest[1..] : rest;
        if (rest.Length < 3 || rest[0] != 'P')
        {
            return false;
        }

        rest = rest[1..];
        var (months, time) = (0, TimeSpan.Zero);
        var (units, isTime) = ("YMWD", false);
        while (rest.Length > 0)
        {
            if (rest[0] == 'T' && !isTime && rest.Length > 1)
            {
                (units, isTime) = ("HMS", true);
                rest = rest[1..];
            }

            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            var unit = digits is > 0 and <= 5 ? units.IndexOf(rest[digits], StringComparison.Ordinal) : -1;
            if (unit < 0)
            {
                return false;
            }

            var number = sign * int.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            _ = units[unit] switch
            {
                'Y' => months += 12 * number,
                'M' when !isTime => months += number,
                'W' => Add(TimeSpan.FromDays(7 * number)),
                'D' => Add(TimeSpan.FromDays(number)),
                'H' => Add(TimeSpan.FromHours(number)),
                'M' => Add(TimeSpan.FromMinutes(number)),
                _ => Add(TimeSpan.FromSeconds(number)),
            };

            // Each unit once, the larger ones first.
            units = units[(unit + 1)..];
            rest = rest[(digits + 1)..];
        }

        span = new CalendarSpan(text, months, time);
        return true;

        int Add(TimeSpan part)
        {
            time += part;
            return 0;
        }
    }

    public static CalendarSpan Parse(string text) => TryParse(text, out var span) ? span : throw new FormatException($"\"{text}\" is no duration of ISO 8601 such as P7D.");

    public override string ToString() => Text;
}
