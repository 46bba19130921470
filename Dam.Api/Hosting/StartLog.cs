namespace Dam.Api.Hosting;

/// <summary>
/// Keeps the host from logging why it could not start: <see cref="StartProblem"/> says it to the operator, or it is a bug and the process ends with it. From then on the host's log is
/// open, for services in the background that fail.
/// </summary>
internal sealed class StartLog
{
    public const string Category = "Microsoft.Extensions.Hosting.Internal.Host";

    private volatile bool _started;

    public void Open() => _started = true;

    public bool Lets(LogLevel level) => _started && level >= LogLevel.Information;
}
