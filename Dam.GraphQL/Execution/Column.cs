using System.Buffers;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Execution;

/// <summary>One field over all parents of a wave.</summary>
internal abstract class Column(FieldPlan plan, ObjectSet parents, RequestExecution execution)
{
    private bool[]? _failed;

    public FieldPlan Plan { get; } = plan;

    public ObjectSet Parents { get; } = parents;

    /// <summary>The objects it leads to, when the field is composite and complete.</summary>
    public ChildRows? Children { get; protected set; }

    protected RequestExecution Execution { get; } = execution;

    /// <summary>Computes the values, or begins to; tells the execution when they are there.</summary>
    public void Start()
    {
        try
        {
            Execution.Authorize(Plan);
            Run(((ColumnResolver)Plan.Field.Resolver!).Bind(Plan, Execution));
        }
        catch (Exception exception) when (ResultWriter.IsFieldError(exception))
        {
            FailAll(exception);
            Execution.Completed(this);
        }
    }

    public bool IsFailed(int row) => _failed is not null && _failed[row];

    public abstract Outcome WriteLeaf(ResultWriter writer, int row);

    /// <summary>Turns values into child rows once they are all there.</summary>
    public abstract void Flatten();

    public virtual void Return()
    {
        Children?.Return();
        if (_failed is not null)
        {
            ArrayPool<bool>.Shared.Return(_failed, clearArray: true);
            _failed = null;
        }
    }

    protected abstract void Run(object?[] bound);

    protected void Fail(int row, Exception exception)
    {
        MarkFailed(row);
        Execution.Report(exception, Plan, Parents, row);
    }

    protected void FailAll(Exception exception)
    {
        for (var row = 0; row < Parents.Count; row++)
        {
            if (Parents[row] is not null)
            {
                Fail(row, exception);
            }
        }
    }

    private void MarkFailed(int row)
    {
        if (_failed is null)
        {
            _failed = ArrayPool<bool>.Shared.Rent(Parents.Count);
            Array.Clear(_failed);
        }

        _failed[row] = true;
    }
}

/// <summary>A column of one C# type.</summary>
internal abstract class Column<T>(Output<T> output, FieldPlan plan, ObjectSet parents, RequestExecution execution) : Column(plan, parents, execution)
{
    private readonly CompositeOutput<T>? _lists = output is CompositeOutput<T> { Depth: > 0 } lists ? lists : null;
    private T[]? _values;
    private int _expected;

    protected T[] Values => _values ??= ArrayPool<T>.Shared.Rent(Parents.Count);

    public override Outcome WriteLeaf(ResultWriter writer, int row)
        => IsFailed(row) ? Outcome.Failed : ((LeafOutput<T>)output).Write(writer, Values[row]);

    public override void Flatten()
    {
        if (output is not CompositeOutput<T> composite)
        {
            return;
        }

        Execution.CheckObjects();
        var rows = Children = new ChildRows(composite.Depth, Parents.Count, Execution.ObjectsLeft);
        for (var row = 0; row < Parents.Count; row++)
        {
            if (IsFailed(row))
            {
                rows.AddGap(failed: true);
            }
            else if (Parents[row] is null)
            {
                rows.AddGap(failed: false);
            }
            else
            {
                try
                {
                    composite.Add(Values[row], rows, 0);
                }
                catch (Exception exception) when (composite.Depth > 0 && ResultWriter.IsFieldError(exception))
                {
                    // Enumerating the list threw: it stays marked as failed.
                    Execution.Report(exception, Plan, Parents, row);
                }
            }
        }

        ReturnValues();
        Execution.CountObjects(rows.Count, _expected);
    }

    /// <summary>
    /// Keeps a row's value, and counts the objects of its list before the next row makes another one.
    /// </summary>
    /// <returns>False when they are more than the response may have, so that no further row needs to run.</returns>
    protected bool Keep(int row, T value)
    {
        Values[row] = value;
        if (_lists is null)
        {
            return true;
        }

        var count = _lists.CountOf(value);
        _expected += count;
        return Execution.ExpectObjects(count);
    }

    public override void Return()
    {
        base.Return();
        ReturnValues();
    }

    private void ReturnValues()
    {
        if (_values is not null)
        {
            ArrayPool<T>.Shared.Return(_values, System.Runtime.CompilerServices.RuntimeHelpers.IsReferenceOrContainsReferences<T>());
            _values = null;
        }
    }
}

internal sealed class SyncColumn<T>(SyncResolver<T> resolver, Output<T> output, FieldPlan plan, ObjectSet parents, RequestExecution execution)
    : Column<T>(output, plan, parents, execution)
{
    protected override void Run(object?[] bound)
    {
        var invoke = resolver.Invoke;
        var set = Parents;
        var row = 0;
        while (row < set.Count)
        {
            try
            {
                for (; row < set.Count; row++)
                {
                    if (set[row] is { } parent && !Keep(row, invoke(parent, bound)))
                    {
                        row = set.Count;
                    }
                }
            }
            catch (Exception exception) when (ResultWriter.IsFieldError(exception))
            {
                Fail(row, exception);
                row++;
            }
        }

        Execution.Completed(this);
    }
}

internal sealed class AsyncColumn<T>(AsyncResolver<T> resolver, Output<T> output, FieldPlan plan, ObjectSet parents, RequestExecution execution)
    : Column<T>(output, plan, parents, execution)
{
    private PendingRow[]? _pending;
    private int _pendingCount;

    protected override void Run(object?[] bound)
    {
        // Rows that wait for a loader cost nothing while they wait and must all be known before it fetches.
        var slots = resolver.UsesLoader ? null : Execution.Slots;
        var row = StartRows(0, bound, slots, hasSlot: false);
        if (_pendingCount == 0 && row == Parents.Count)
        {
            Execution.Completed(this);
            return;
        }

        Execution.Wait();
        _ = FinishAsync(row, bound, slots);
    }

    /// <summary>Starts rows while there are slots; answers the first row not started.</summary>
    private int StartRows(int row, object?[] bound, Slots? slots, bool hasSlot)
    {
        var invoke = resolver.Invoke;
        for (; row < Parents.Count; row++)
        {
            if (Parents[row] is not { } parent)
            {
                continue;
            }

            // A row that is done at once leaves its slot to the next.
            hasSlot = slots is null || hasSlot || slots.TryTake();
            if (!hasSlot)
            {
                return row;
            }

            try
            {
                var task = invoke(parent, bound);
                if (task.IsCompletedSuccessfully)
                {
                    if (!Keep(row, task.GetAwaiter().GetResult()))
                    {
                        row = Parents.Count - 1;
                    }
                }
                else
                {
                    _pending ??= ArrayPool<PendingRow>.Shared.Rent(Parents.Count);
                    _pending[_pendingCount++] = new PendingRow(row, task);
                    hasSlot = false;
                }
            }
            catch (Exception exception) when (ResultWriter.IsFieldError(exception))
            {
                Fail(row, exception);
            }
        }

        if (hasSlot)
        {
            slots?.Release();
        }

        return row;
    }

    private async Task FinishAsync(int row, object?[] bound, Slots? slots)
    {
        while (true)
        {
            for (var i = 0; i < _pendingCount; i++)
            {
                var pending = _pending![i];
                try
                {
                    if (!Keep(pending.Row, await pending.Task))
                    {
                        row = Parents.Count;
                    }
                }
                catch (Exception exception) when (ResultWriter.IsFieldError(exception))
                {
                    Fail(pending.Row, exception);
                }

                slots?.Release();
            }

            _pendingCount = 0;
            if (row == Parents.Count)
            {
                break;
            }

            if (Execution.Cancellation.IsCancellationRequested)
            {
                // Nobody waits for the rest any more.
                return;
            }

            await slots!.TakeAsync();
            row = StartRows(row, bound, slots, hasSlot: true);
        }

        if (_pending is not null)
        {
            ArrayPool<PendingRow>.Shared.Return(_pending, clearArray: true);
            _pending = null;
        }

        Execution.CompletedLater(this);
    }

    private readonly record struct PendingRow(int Row, ValueTask<T> Task);
}

internal sealed class BatchColumn<T>(BatchResolver<T> resolver, Output<T> output, FieldPlan plan, ObjectSet parents, RequestExecution execution)
    : Column<T>(output, plan, parents, execution)
{
    protected override void Run(object?[] bound)
    {
        var compact = new object?[Parents.Count];
        var count = 0;
        for (var row = 0; row < Parents.Count; row++)
        {
            if (Parents[row] is { } parent)
            {
                compact[count++] = parent;
            }
        }

        if (count == 0)
        {
            Execution.Completed(this);
            return;
        }

        var task = resolver.Invoke(resolver.ParentList(compact, count), bound);
        if (task.IsCompletedSuccessfully)
        {
            Spread(task.GetAwaiter().GetResult(), count);
            Execution.Completed(this);
        }
        else
        {
            Execution.Wait();
            _ = FinishAsync(task, count);
        }
    }

    private async Task FinishAsync(ValueTask<IReadOnlyList<T>> task, int count)
    {
        try
        {
            Spread(await task, count);
        }
        catch (Exception exception) when (ResultWriter.IsFieldError(exception))
        {
            FailAll(exception);
        }

        Execution.CompletedLater(this);
    }

    private void Spread(IReadOnlyList<T> results, int count)
    {
        if (results is null || results.Count != count)
        {
            throw new InvalidOperationException(
                $"The batch resolver {Plan.Field.ClrMember} answered {results?.Count.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"} values for {count} parents.");
        }

        var next = 0;
        for (var row = 0; row < Parents.Count; row++)
        {
            if (Parents[row] is not null)
            {
                Values[row] = results[next++];
            }
        }
    }
}
