namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>Places for long-lived connections.</summary>
internal sealed class ConnectionCount(int most)
{
    private int _taken;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _taken) <= most)
        {
            return true;
        }

        Interlocked.Decrement(ref _taken);
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken);
}
