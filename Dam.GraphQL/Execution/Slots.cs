namespace Dam.GraphQL.Execution;

/// <summary>How many asynchronous resolvers of a request may still begin.</summary>
internal sealed class Slots(int count)
{
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _free = Math.Max(count, 1);

    public bool TryTake()
    {
        lock (_gate)
        {
            if (_free == 0)
            {
                return false;
            }

            _free--;
            return true;
        }
    }

    /// <summary>Takes a slot as soon as one is free, in the order of asking.</summary>
    public Task TakeAsync()
    {
        lock (_gate)
        {
            if (_free > 0)
            {
                _free--;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    public void Release()
    {
        TaskCompletionSource? next;
        lock (_gate)
        {
            if (!_waiting.TryDequeue(out next))
            {
                _free++;
                return;
            }
        }

        next.SetResult();
    }
}
