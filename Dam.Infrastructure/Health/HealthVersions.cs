namespace Dam.Infrastructure.Health;

/// <summary>
/// Versions of what a part of the service uses and others have made: by name, as it calls itself. For those who may see a part's health, and found only for them, since programs have to be started for it; what was found holds for a minute.
/// </summary>
public sealed class HealthVersions(Func<CancellationToken, Task<IReadOnlyDictionary<string, string>>> find, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private (IReadOnlyDictionary<string, string> Versions, long At)? _last;

    /// <summary>Without what is not there.</summary>
    public async Task<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            if (_last is not { } last || time.GetElapsedTime(last.At) >= FreshFor)
            {
                _last = last = (await find(ct), time.GetTimestamp());
            }

            return last.Versions;
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
