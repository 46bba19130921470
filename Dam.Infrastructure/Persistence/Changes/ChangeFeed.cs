using System.Runtime.CompilerServices;
using Dam.Domain.Changes;

namespace Dam.Infrastructure.Persistence.Changes;

/// <summary>
/// Followers read from the rows by number, so each goes at its own pace and holds one portion. They wait until their node has numbered events or heard that another one has.
/// </summary>
internal sealed class ChangeFeed(IChangeReader reader, ChangeSignal signal) : IChangeFeed
{
    private const int Portion = 100;

    public async IAsyncEnumerable<ChangeDetails> FollowAsync(long after, [EnumeratorCancellation] CancellationToken ct)
    {
        while (true)
        {
            var next = signal.NextSequenced;
            var page = await reader.AfterAsync(after, Portion, ct);
            if (page.Value is not { } found)
            {
                throw new ChangeFeedException(page.Errors[0]);
            }

            foreach (var change in found.Changes)
            {
                yield return change;
                after = change.Sequence;
            }

            if (found.Changes.Count == 0)
            {
                await next.WaitAsync(ct);
            }
        }
    }
}
