using System.Runtime.CompilerServices;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>An event as the root value of the execution that answers it.</summary>
internal sealed record EventRoot(object? Value);

/// <summary>Section 6.2.3.1: where a subscription's field gets its events from.</summary>
internal abstract class EventSource(IReadOnlyList<ResolverParameter> parameters) : FieldSource
{
    /// <summary>Opens the source.</summary>
    /// <exception cref="Errors.GraphQLException">An argument is not acceptable, or the method says so.</exception>
    public ValueTask<IAsyncEnumerable<EventRoot>> OpenAsync(FieldPlan plan, RequestExecution execution) => OpenAsync(ColumnResolver.Bind(parameters, plan, execution));

    protected abstract ValueTask<IAsyncEnumerable<EventRoot>> OpenAsync(object?[] bound);
}

internal sealed class EventSource<T>(IReadOnlyList<ResolverParameter> parameters, Func<Invoke<ValueTask<IAsyncEnumerable<T>>>> compile) : EventSource(parameters)
{
    private static readonly object NoParent = new();

    private Invoke<ValueTask<IAsyncEnumerable<T>>>? _invoke;

    protected override async ValueTask<IAsyncEnumerable<EventRoot>> OpenAsync(object?[] bound)
    {
        var events = await (_invoke ??= compile())(NoParent, bound) ?? throw new InvalidOperationException("The source of the subscription is null.");
        return Roots(events, CancellationToken.None);
    }

    private static async IAsyncEnumerable<EventRoot> Roots(IAsyncEnumerable<T> events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var value in events.WithCancellation(cancellationToken))
        {
            yield return new EventRoot(value);
        }
    }
}
