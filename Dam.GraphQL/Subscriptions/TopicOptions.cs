namespace Dam.GraphQL.Subscriptions;

/// <summary>What a listener may leave waiting.</summary>
public sealed class TopicOptions
{
    /// <summary>Messages kept for each listener until it takes them.</summary>
    public int Capacity { get; set; } = 64;

    /// <summary>What happens to a listener that has as many waiting when the next comes.</summary>
    public TopicOverflow Overflow { get; set; }
}

/// <summary>Ways to treat a listener that is slower than what it listens to.</summary>
public enum TopicOverflow
{
    /// <summary>Its stream ends with an error, code <c>SUBSCRIBER_TOO_SLOW</c>: it knows that it has missed something, and may begin anew.</summary>
    Close,

    /// <summary>It loses the message that has waited longest: for states, of which only the newest counts.</summary>
    DropOldest,
}
