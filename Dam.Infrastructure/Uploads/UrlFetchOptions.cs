using Microsoft.Extensions.Configuration;

namespace Dam.Infrastructure.Uploads;

/// <summary>The settings <c>Dam:Ingest:Url:*</c>.</summary>
internal sealed record UrlFetchOptions
{
    public const string Section = "Dam:Ingest:Url";

    /// <summary>Names of hosts, <c>*.example.com</c> for those below one; empty for all of the public Internet.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Whether hosts on this machine's own networks are asked too.</summary>
    public bool AllowPrivateNetworks { get; init; }

    public IReadOnlyList<int> AllowedPorts { get; init; } = [80, 443];

    public int MostRedirects { get; init; } = 5;

    /// <summary>Bytes.</summary>
    public long LargestFile { get; init; } = 2L * 1024 * 1024 * 1024;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the request to the answer's first bytes, redirects each.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two bytes.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>All in all: a caller waits for it.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>At a time; others wait for their turn within their time.</summary>
    public int Parallelism { get; init; } = 8;

    /// <exception cref="InvalidOperationException">A setting is wrong; the message names it.</exception>
    public static UrlFetchOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var usual = new UrlFetchOptions();
        var options = new UrlFetchOptions
        {
            AllowedHosts = section.GetSection(nameof(AllowedHosts)).Get<string[]>() ?? [],
            AllowPrivateNetworks = section.GetValue(nameof(AllowPrivateNetworks), usual.AllowPrivateNetworks),
            AllowedPorts = section.GetSection(nameof(AllowedPorts)).Get<int[]>() ?? usual.AllowedPorts,
            MostRedirects = section.GetValue(nameof(MostRedirects), usual.MostRedirects),
            LargestFile = section.GetValue(nameof(LargestFile), usual.LargestFile),
            ConnectTimeout = section.GetValue(nameof(ConnectTimeout), usual.ConnectTimeout),
            AnswerTimeout = section.GetValue(nameof(AnswerTimeout), usual.AnswerTimeout),
            IdleTimeout = section.GetValue(nameof(IdleTimeout), usual.IdleTimeout),
            Timeout = section.GetValue(nameof(Timeout), usual.Timeout),
            Parallelism = section.GetValue(nameof(Parallelism), usual.Parallelism),
        };
        if (options.AllowedHosts.FirstOrDefault(host => Uri.CheckHostName(host.StartsWith("*.", StringComparison.Ordinal) ? host[2..] : host) == UriHostNameType.Unknown) is { } wrong)
        {
            throw new InvalidOperationException($"{Section}:{nameof(AllowedHosts)}: \"{wrong}\" is no name of a host, nor *. before one.");
        }

        if (options.AllowedPorts.Count == 0 || options.AllowedPorts.Any(port => port is < 1 or > 65535))
        {
            throw new InvalidOperationException($"{Section}:{nameof(AllowedPorts)}: a port is a number from 1 to 65535.");
        }

        TimeSpan[] times = [options.ConnectTimeout, options.AnswerTimeout, options.IdleTimeout, options.Timeout];
        return options is { MostRedirects: >= 0, LargestFile: > 0, Parallelism: > 0 } && times.All(time => time > TimeSpan.Zero)
            ? options
            : throw new InvalidOperationException($"{Section}: {nameof(LargestFile)}, {nameof(Parallelism)} and all times must be positive, {nameof(MostRedirects)} not negative.");
    }

    public bool Allows(string host) => AllowedHosts.Count == 0 || AllowedHosts.Any(allowed => allowed.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(allowed[1..], StringComparison.OrdinalIgnoreCase)
        : host.Equals(allowed, StringComparison.OrdinalIgnoreCase));
}
