using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Jobs;

/// <summary>Settings <c>Dam:Jobs:…</c>.</summary>
internal sealed record JobOptions
{
    public const string Section = "Dam:Jobs";

    /// <summary>Jobs of one kind at a time, where its handler does not say otherwise.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>How long a job belongs to a process that shows no more signs of life. It is renewed while the job runs.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often to look for work that nobody told of: retries that are due, jobs of other nodes.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Before the second try; four times as long before each one after.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between two tries at most.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Tries, where the handler does not say otherwise.</summary>
    public int MostAttempts { get; init; } = 5;

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static JobOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var usual = new JobOptions();
        return new JobOptions
        {
            Parallelism = Number(nameof(Parallelism), usual.Parallelism, most: 1000),
            Lease = Duration(nameof(Lease), usual.Lease, least: TimeSpan.FromSeconds(3)),
            Poll = Duration(nameof(Poll), usual.Poll, least: TimeSpan.FromMilliseconds(10)),
            FirstDelay = Duration(nameof(FirstDelay), usual.FirstDelay, least: TimeSpan.Zero),
            LongestDelay = Duration(nameof(LongestDelay), usual.LongestDelay, least: TimeSpan.Zero),
            MostAttempts = Number(nameof(MostAttempts), usual.MostAttempts, most: 100),
        };

        int Number(string name, int otherwise, int most) => section[name] switch
        {
            null or "" => otherwise,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most => number,
            var text => throw new InvalidOperationException($"{Section}:{name} is \"{text}\"; it must be a number from 1 to {most}."),
        };

        TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan least) => section[name] switch
        {
            null or "" => otherwise,
            var text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration) && duration >= least && duration <= TimeSpan.FromDays(1) => duration,
            var text => throw new InvalidOperationException($"{Section}:{name} is \"{text}\"; it must be a duration from {least} to 24 hours, such as {otherwise}."),
        };
    }
}
