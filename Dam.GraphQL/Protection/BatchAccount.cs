using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Protection;

/// <summary>What the requests of one batch cost together, which are executed one after the other: the limit of one holds for all.</summary>
internal sealed class BatchAccount
{
    public Cost Spent { get; set; }
}
