namespace Dam.Infrastructure;

/// <summary>Work in the background that goes on for as long as the service runs, whatever it fails with: a database may go away and come back.</summary>
internal static class Steadily
{
    private static readonly TimeSpan BeforeAnotherTry = TimeSpan.FromSeconds(1);

    /// <summary>Works and pauses by turns until the service stops.</summary>
    /// <param name="lost">Told of the first failure, not of each one while it lasts.</param>
    /// <param name="back">Told when work has succeeded again.</param>
    public static async Task RepeatAsync(
        Func<CancellationToken, Task> work, Func<CancellationToken, Task> pause, Action<Exception> lost, Action? back, CancellationToken stopping)
    {
        var isLost = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work(stopping);
                if (isLost)
                {
                    isLost = false;
                    back?.Invoke();
                }

                await pause(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                if (!isLost)
                {
                    isLost = true;
                    lost(failure);
                }

                await Task.Delay(BeforeAnotherTry, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
