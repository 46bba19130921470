using System.Diagnostics;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Diagnostics;

/// <summary>All who watch one operation, and the clock of its steps. Where nobody watches there is none.</summary>
internal sealed class Observation
{
    private readonly IOperationObserver[] _observers;
    private readonly TimeProvider _time;
    private readonly Activity? _activity = Activity.Current;
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

    /// <summary>Makes current again what the observers made so; for what runs in another context than the one that started it.</summary>
    public void Resume()
    {
        Activity.Current = _activity;
        _stepStarted = _time.GetTimestamp();
    }

    public void PlanLookedUp(string documentHash, bool wasKept)
    {
        foreach (var observer in _observers)
        {
            observer.PlanLookedUp(documentHash, wasKept);
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

    public void Priced(Cost cost)
    {
        foreach (var observer in _observers)
        {
            observer.Priced(cost.Field, cost.Type);
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

    /// <summary>The same; a query or mutation that was opened goes on, and ends with its response.</summary>
    public ValueTask<GraphQLSubscription> UntilEndedAsync(ValueTask<GraphQLSubscription> opening)
        => UntilEndedAsync(opening, static subscription => subscription.Refusal, static subscription => subscription.IsSingle);

    private async ValueTask<T> UntilEndedAsync<T>(ValueTask<T> running, Func<T, GraphQLResult?> resultOf, Predicate<T>? goesOn = null)
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

        if (goesOn?.Invoke(answer) != true)
        {
            Ended(resultOf(answer), exception: null);
        }

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
