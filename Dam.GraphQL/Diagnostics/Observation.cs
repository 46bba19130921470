using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Diagnostics;

/// <summary>All who watch one operation, and the clock of its steps. Where nobody watches there is none.</summary>
internal sealed class Observation
{
    private readonly IOperationObserver[] _observers;
    private readonly TimeProvider _time;
    private long _stepStarted;

    private Observation(IOperationObserver[] observers, TimeProvider time)
    {
        _observers = observers;
        _time = time;
        _stepStarted = time.GetTimestamp();
    }

    public static Observation? Start(IExecutionObserver[] observers, GraphQLRequest request, TimeProvider time)
    {
        List<IOperationObserver>? interested = null;
        foreach (var observer in observers)
        {
            if (observer.Started(request) is { } one)
            {
                (interested ??= []).Add(one);
            }
        }

        return interested is null ? null : new Observation([.. interested], time);
    }

    public void PlanLookedUp(bool wasKept)
    {
        foreach (var observer in _observers)
        {
            observer.PlanLookedUp(wasKept);
        }
    }

    /// <summary>Ends the step that began when the one before it ended.</summary>
    public void StepEnded(ExecutionStep step)
    {
        var now = _time.GetTimestamp();
        var elapsed = _time.GetElapsedTime(_stepStarted, now);
        _stepStarted = now;
        foreach (var observer in _observers)
        {
            observer.StepEnded(step, elapsed);
        }
    }

    public void Prepared(OperationRequest operation)
    {
        foreach (var observer in _observers)
        {
            observer.Prepared(operation);
        }
    }

    public void Priced(double cost)
    {
        foreach (var observer in _observers)
        {
            observer.Priced(cost);
        }
    }

    public Action<Exception?>? FetchStarted(LoaderFetch fetch)
    {
        Action<Exception?>? ended = null;
        foreach (var observer in _observers)
        {
            ended += observer.FetchStarted(fetch);
        }

        return ended;
    }

    public void Failed(Exception exception, FieldPlan plan)
    {
        foreach (var observer in _observers)
        {
            observer.Failed(exception, plan.Parent, plan.Field);
        }
    }

    /// <summary>The same answer, which observers are told before the caller is.</summary>
    public ValueTask<GraphQLResult> UntilEndedAsync(ValueTask<GraphQLResult> running) => UntilEndedAsync(running, static result => result);

    /// <inheritdoc cref="UntilEndedAsync(ValueTask{GraphQLResult})"/>
    public ValueTask<GraphQLSubscription> UntilEndedAsync(ValueTask<GraphQLSubscription> opening) => UntilEndedAsync(opening, static subscription => subscription.Refusal);

    private async ValueTask<T> UntilEndedAsync<T>(ValueTask<T> running, Func<T, GraphQLResult?> resultOf)
    {
        T answer;
        try
        {
            answer = await running;
        }
        catch (Exception exception)
        {
            Ended(result: null, exception);
            throw;
        }

        Ended(resultOf(answer), exception: null);
        return answer;
    }

    private void Ended(GraphQLResult? result, Exception? exception)
    {
        foreach (var observer in _observers)
        {
            observer.Ended(result, exception);
        }
    }
}
