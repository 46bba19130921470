using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Diagnostics;

/// <summary>
/// Is told what the engine does, to trace, measure or log it; see <see cref="ExecutionOptions.Observers"/>. It is called by the requests themselves, which wait
/// for it, several at a time: it has to be quick and must not throw.
/// </summary>
public interface IExecutionObserver
{
    /// <summary>A request has come, or an event of a subscription. What is returned is told how it fares; null when this one is of no interest.</summary>
    IOperationObserver? Started(GraphQLRequest request);

    /// <summary>A subscription's events begin to flow. What is returned is called once, when they have ended.</summary>
    Action? SubscriptionOpened() => null;

    /// <summary>So many plans were dropped to make room for others.</summary>
    void PlansEvicted(int count)
    {
    }
}

/// <summary>Is told how one operation fares, in the order of the members; what does not happen is not told.</summary>
public interface IOperationObserver
{
    /// <summary>The document is known by its SHA-256 in lower-case hexadecimal. When its plan was not kept from an earlier request, it is parsed, validated and planned now.</summary>
    void PlanLookedUp(string documentHash, bool wasKept)
    {
    }

    /// <summary>A step has ended, well or not; steps follow one another.</summary>
    void StepEnded(ExecutionStep step, TimeSpan elapsed)
    {
    }

    /// <summary>The operation is valid and its variables are coerced. It may still be refused by a limit.</summary>
    void Prepared(OperationRequest operation)
    {
    }

    /// <summary>What the operation was estimated to cost, when that is asked or bounded.</summary>
    void Priced(double fieldCost, double typeCost)
    {
    }

    /// <summary>A loader begins a fetch. What is returned is called once, on any thread, when it has ended: with what it threw, or with null.</summary>
    Action<Exception?>? FetchStarted(LoaderFetch fetch) => null;

    /// <summary>A resolver threw what the client is not shown. Told once for each exception, on any thread.</summary>
    void Failed(Exception exception, ObjectType type, FieldDefinition field)
    {
    }

    /// <summary>
    /// The last call. The result is null when there is none: the request was abandoned, or a bug stopped it, which the exception tells; or it opened a subscription.
    /// The result is written to the client, and disposed, later.
    /// </summary>
    void Ended(GraphQLResult? result, Exception? exception)
    {
    }
}

/// <summary>What is done for a request, in this order; the first three only for a document without a plan.</summary>
public enum ExecutionStep
{
    Parse,
    Validate,
    Plan,

    /// <summary>Variables are coerced, conditions evaluated, limits asked.</summary>
    Coerce,

    /// <summary>Resolvers and loaders run; for a subscription, its source is opened.</summary>
    Execute,

    /// <summary>The response is written to memory.</summary>
    Write,
}

/// <summary>One fetch of a loader.</summary>
/// <param name="Loader">Name of its class, or of the method that it is made of.</param>
/// <param name="Keys">Number of its keys.</param>
/// <param name="Wave">How many times the request's loaders have fetched by now, from 1; fetches of one wave run at the same time.</param>
public readonly record struct LoaderFetch(string Loader, int Keys, int Wave);
