using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Documents;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Validation;

namespace Dam.GraphQL.Execution;

/// <summary>Bounds of what a request may take, from its text to its response.</summary>
public sealed class ExecutionOptions
{
    /// <summary>Bounds of documents.</summary>
    public ParserOptions Parser { get; set; } = ParserOptions.Default;

    public ValidationOptions Validation { get; set; } = ValidationOptions.Default;

    /// <summary>Asynchronous resolvers of a request that run at the same time, over all its fields; those that wait for a loader do not count.</summary>
    public int MaxParallelResolvers { get; set; } = 32;

    /// <summary>Where mutations run, so that queries can go first; null for where all else does. Resolvers find it as <see cref="TaskScheduler.Current"/>.</summary>
    public TaskScheduler? MutationScheduler { get; set; }

    /// <summary>How long a request may take.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Objects of a response, which are all held before it is written: lists within lists multiply, however short the document.</summary>
    public int MaxObjects { get; set; } = 250_000;

    /// <summary>Values in a request's variables, with the fields of input objects that are not given; and values that arguments take from them, each use counted.</summary>
    public int MaxVariableValues { get; set; } = 1_000_000;

    /// <summary>Largest response in bytes.</summary>
    public int MaxResponseBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Errors that a response lists; further ones are left out.</summary>
    public int MaxErrors { get; set; } = 1_000;

    /// <summary>
    /// What callers are told of an exception that is no bug, such as a database that does not answer; null for one that is logged and masked. Whoever throws what this knows has
    /// logged it.
    /// </summary>
    public Func<Exception, GraphQLException?>? Translate { get; set; }

    /// <summary>Fields at the root of a query.</summary>
    public int MaxRootFields { get; set; } = 250;

    /// <summary>Fields at the root of a mutation, which run one after the other.</summary>
    public int MaxMutationFields { get; set; } = 50;

    /// <summary>What operations may cost, told before they run.</summary>
    public CostOptions Cost { get; } = new();

    /// <summary>Bounds that depend on variables, asked in their order before each execution.</summary>
    public IList<IOperationLimit> Limits { get; } = [];

    /// <summary>Which documents may be sent, and which need only be named.</summary>
    public DocumentOptions Documents { get; } = new();

    /// <summary>Bytes of a document from which on its plan counts as two, and so on: a few long documents must not take all memory.</summary>
    internal const int PlanBytes = 32 * 1024;

    /// <summary>Plans of documents that are kept, of less than 32 KiB each; a longer one counts as several.</summary>
    public int PlanCacheSize { get; set; } = 1_000;

    /// <summary>Who is told what the engine does, besides its own activities and metrics; registered services that are such observers are added.</summary>
    public IList<IExecutionObserver> Observers { get; } = [];

    /// <summary>Operations that take this long are logged as warnings; null, the default, logs none.</summary>
    public TimeSpan? SlowOperation { get; set; }

    /// <summary>Names of operations that metrics and the names of activities tell apart; with zero they have none. Clients choose them, so there has to be a bound.</summary>
    public int MaxOperationNames { get; set; } = 100;
}
