namespace Dam.GraphQL.Documents;

/// <summary>Which documents may be sent, and which need only be named.</summary>
public sealed class DocumentOptions
{
    /// <summary>
    /// Whether clients may register documents and name them by their hash from then on (automatic persisted queries, by
    /// <c>extensions.persistedQuery</c>). Nothing is kept of what is not valid.
    /// </summary>
    public bool Automatic { get; set; } = true;

    /// <summary>Memory in bytes for documents that clients registered; those that were not asked for longest go.</summary>
    public long AutomaticBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>Documents that the application's own clients may name.</summary>
    public TrustedDocuments? Trusted { get; set; }

    /// <summary>Whether all others are refused, but for callers with <see cref="Execution.GraphQLRequest.AllowUntrusted"/>.</summary>
    public bool OnlyTrusted { get; set; }
}
