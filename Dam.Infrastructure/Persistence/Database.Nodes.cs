using Dam.Infrastructure.Persistence.Nodes;

namespace Dam.Infrastructure.Persistence;

/// <summary>What nodes hear of each other through the database.</summary>
internal abstract partial class Database
{
    /// <summary>Tells other nodes, where the provider can. Returns at once; what gets lost they find by looking.</summary>
    public virtual void Tell(News news)
    {
    }

    /// <summary>Hears what other nodes have written until it is cancelled, where the provider tells.</summary>
    public virtual Task ListenAsync(Action<News> hear, CancellationToken ct) => Task.CompletedTask;
}
