using System.Runtime.CompilerServices;
using Dam.Domain.Changes;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>
/// Followers read from the rows by number, so each goes at its own pace and holds one portion. They wait until their node has numbered events or heard that another one has.
/// </summary>
internal sealed class ChangeFeed(IChangeReader reader, ChangeSignal signal) : IChangeFeed
{
    private const int Portion = 100;

    public async IAsyncEnumerable<ChangeDetails> FollowAsync(long after, ChangeScope? scope, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var next = signal.NextSequenced;
            var page = await reader.AfterAsync(after, Portion, scope, ct);
            if (page.Value is not { } found)
            {
                throw new ChangeFeedException(page.Errors[0]);
            }

            foreach (var change in found.Changes)
            {
                yield return change;
            }

            after = found.Last;
            if (found is { Changes.Count: 0, HasNext: false })
            {
                await next.WaitAsync(ct);
            }
        }
    }
}
