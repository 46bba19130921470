using System.Runtime.CompilerServices;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Protection;

namespace Dam.GraphQL.Execution;

public sealed partial class Executor
{
    /// <summary>
    /// Section 6.2.3: runs a subscription; its events are taken one at a time as the responses are, and none is kept. The request must
    /// stay valid until the stream ends. Leaving the stream, or cancelling, disposes the source.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public ValueTask<GraphQLSubscription> SubscribeAsync(GraphQLRequest request, CancellationToken cancellationToken = default)
        => OpenAsync(request, onlySubscriptions: true, cancellationToken);

    /// <summary>
    /// Runs an operation of any kind, for transports that carry a stream of responses: like <see cref="SubscribeAsync(GraphQLRequest, CancellationToken)"/>, and a
    /// query or mutation runs when its one response is taken.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public ValueTask<GraphQLSubscription> OpenAsync(GraphQLRequest request, CancellationToken cancellationToken = default)
        => OpenAsync(request, onlySubscriptions: false, cancellationToken);

    private async ValueTask<GraphQLSubscription> OpenAsync(GraphQLRequest request, bool onlySubscriptions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var observation = Observation.Start(_observers, request, _time);
        var opening = OpenAsync(request, onlySubscriptions, observation, cancellationToken);
        return await (observation is null ? opening : observation.UntilEndedAsync(opening));
    }

    private async ValueTask<GraphQLSubscription> OpenAsync(
        GraphQLRequest request, bool onlySubscriptions, Observation? observation, CancellationToken cancellationToken)
    {
        if (!TryPrepare(request, observation, out var plan, out var variables, out var charge, out var refusal))
        {
            return new GraphQLSubscription(refusal);
        }

        return plan.Operation.Definition.Kind == OperationKind.Subscription ? await SubscribeAsync(request, plan, variables, observation, cancellationToken)
            : onlySubscriptions ? new GraphQLSubscription(Refuse("The operation is not a subscription.", ErrorCodes.OperationResolutionFailure))
            : new GraphQLSubscription(RespondOnceAsync(request, plan, variables, charge, observation, cancellationToken)) { IsSingle = true };
    }

    private async ValueTask<GraphQLSubscription> SubscribeAsync(
        GraphQLRequest request, VariantPlan plan, VariableValues variables, Observation? observation, CancellationToken cancellationToken)
    {
        if (plan.Root.Fields is not [{ Field.Source: EventSource source } field])
        {
            return new GraphQLSubscription(Refuse("A subscription must select one field that has a source of events.", ErrorCodes.OperationResolutionFailure));
        }

        // Only binds parameters and gathers errors; each event has an execution of its own.
        var opening = new RequestExecution(this, request, plan, variables, cancellationToken, observation: observation);
        try
        {
            opening.Authorize(field);
            return new GraphQLSubscription(RespondAsync(await source.OpenAsync(field, opening), opening, field, cancellationToken));
        }
        catch (Exception exception) when (ResultWriter.IsFieldError(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new GraphQLSubscription(Failure(exception, opening, field));
        }
        finally
        {
            observation?.StepEnded(ExecutionStep.Execute);
        }
    }

    private async IAsyncEnumerable<GraphQLResult> RespondOnceAsync(
        GraphQLRequest request, VariantPlan plan, VariableValues variables, Charge? charge, Observation? observation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        observation?.Resume();
        var running = ExecuteAsync(request, plan, variables, rootValue: null, charge, observation, cancellationToken);
        yield return await (observation is null ? running : observation.UntilEndedAsync(running));
    }

    /// <summary>Section 6.2.3.2: a response for each event. A source that fails ends the stream with its error.</summary>
    private async IAsyncEnumerable<GraphQLResult> RespondAsync(
        IAsyncEnumerable<EventRoot> source, RequestExecution opening, FieldPlan field, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var closed = SubscriptionOpened();
        try
        {
            await using var events = source.GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                GraphQLResult? failure = null;
                try
                {
                    if (!await events.MoveNextAsync())
                    {
                        yield break;
                    }
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    failure = Failure(exception, opening, field);
                }

                if (failure is not null)
                {
                    yield return failure;
                    yield break;
                }

                yield return await RespondAsync(events.Current, opening, cancellationToken);
            }
        }
        finally
        {
            closed?.Invoke();
        }
    }

    /// <summary>Each event is an operation of its own to those who watch.</summary>
    private async ValueTask<GraphQLResult> RespondAsync(EventRoot root, RequestExecution opening, CancellationToken cancellationToken)
    {
        var observation = Observation.Start(_observers, opening.Request, _time);
        observation?.Prepared(new OperationRequest(opening.Request, opening.Plan, opening.Variables));
        var running = ExecuteAsync(opening.Request, opening.Plan, opening.Variables.Again(), root, charge: null, observation, cancellationToken);
        return await (observation is null ? running : observation.UntilEndedAsync(running));
    }

    private Action? SubscriptionOpened()
    {
        Action? closed = null;
        foreach (var observer in _observers)
        {
            closed += observer.SubscriptionOpened();
        }

        return closed;
    }

    private static GraphQLResult Failure(Exception exception, RequestExecution opening, FieldPlan field)
    {
        opening.Report(exception, field, opening.Root, 0);
        return new GraphQLResult(data: null, opening.Errors) { IsLast = true };
    }
}

/// <summary>An operation that runs, or why it does not.</summary>
public sealed class GraphQLSubscription
{
    internal GraphQLSubscription(GraphQLResult refusal) => Refusal = refusal;

    internal GraphQLSubscription(IAsyncEnumerable<GraphQLResult> responses) => Responses = responses;

    /// <summary>The errors that keep it from running; null when it runs.</summary>
    public GraphQLResult? Refusal { get; }

    /// <summary>A response for each event, each to be disposed; null when it does not run. To be enumerated once.</summary>
    public IAsyncEnumerable<GraphQLResult>? Responses { get; }

    /// <summary>Whether it is a query or mutation, with one response.</summary>
    public bool IsSingle { get; internal init; }
}
