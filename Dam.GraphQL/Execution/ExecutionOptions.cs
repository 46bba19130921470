namespace Dam.GraphQL.Execution;

/// <summary>Bounds of an execution.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Rows of one field whose asynchronous resolvers run at the same time; those that wait for a loader do not count.</summary>
    public int MaxParallelResolvers { get; set; } = 32;

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest response in bytes.</summary>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Errors that a response lists; further ones are left out.</summary>
    public int MaxErrors { get; set; } = 1_000;

    /// <summary>Plans of documents that are kept.</summary>
    public int PlanCacheSize { get; set; } = 1_000;
}
