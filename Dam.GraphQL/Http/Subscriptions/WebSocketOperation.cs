using System.Diagnostics.CodeAnalysis;

namespace Dam.GraphQL.Http.Subscriptions;

/// <summary>An operation that a client subscribed to under an id.</summary>
[SuppressMessage(
    "Design", "CA1001", Justification = "Without a timer or a link to another source the source holds nothing, and a client may cancel what has just ended.")]
internal sealed class WebSocketOperation(string id)
{
    private readonly CancellationTokenSource _cancel = new();

    public string Id { get; } = id;

    public CancellationToken Cancellation => _cancel.Token;

    /// <summary>Whether nobody wants to hear of it any more: the client completed it, or the connection is over.</summary>
    public bool IsOver => _cancel.IsCancellationRequested;

    /// <summary>Whether it is a subscription; not known before it has begun.</summary>
    public bool IsStream { get; set; }

    /// <summary>Ends when nothing of it runs any more; never fails.</summary>
    public Task Running { get; set; } = Task.CompletedTask;

    public Task CancelAsync() => _cancel.CancelAsync();
}
