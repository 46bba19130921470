namespace Dam.GraphQL.Subscriptions;

/// <summary>Carries events from where they happen to the subscriptions that wait for them. Topics need not be declared; one is a name and a type of messages.</summary>
public interface ITopics
{
    /// <summary>Gives a message to all who listen now, in the order of publication. Does not wait until they have taken it.</summary>
    ValueTask PublishAsync<T>(string topic, T message, CancellationToken cancellationToken = default);

    /// <summary>
    /// Listens: what is published from the answer on is in the stream, which is to be enumerated once. Leaving the enumeration, or cancelling, ends it.
    /// </summary>
    /// <param name="topic">The topic's name.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    ValueTask<IAsyncEnumerable<T>> SubscribeAsync<T>(string topic, CancellationToken cancellationToken = default);
}
