using System.Text;
using System.Text.Json;
using Dam.GraphQL.Protection;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>One request, whatever brought it.</summary>
public sealed class GraphQLRequest
{
    public GraphQLRequest(ReadOnlyMemory<byte> query) => Query = query;

    public GraphQLRequest(string query)
        : this(Encoding.UTF8.GetBytes(query))
    {
    }

    /// <summary>The document in UTF-8; empty when <see cref="DocumentId"/> or the extensions name it.</summary>
    public ReadOnlyMemory<byte> Query { get; }

    /// <summary>Names a document that is known, such as a trusted one: its id, or <c>sha256:</c> and the hash of its text.</summary>
    public string? DocumentId { get; init; }

    public string? OperationName { get; init; }

    /// <summary>A JSON object, or nothing.</summary>
    public JsonElement Variables { get; init; }

    /// <summary>The request's <c>extensions</c>: a JSON object, or nothing.</summary>
    public JsonElement Extensions { get; init; }

    /// <summary>Files by the place in the variables that they fill: <c>file</c>, <c>files[0]</c>, <c>input.file</c>. What is there in the JSON, which should be null, does not count.</summary>
    public IReadOnlyDictionary<string, Upload>? Files { get; init; }

    public IServiceProvider? Services { get; init; }

    /// <summary>Gives the request's state by its type, such as who is calling; null for an unknown type.</summary>
    public Func<Type, object?>? State { get; init; }

    /// <summary>Whether the caller has a permission; without it nobody has any.</summary>
    public Func<string, bool>? HasPermission { get; init; }

    /// <summary>What the caller may spend; null for as much as it likes.</summary>
    public CallerBudget? Budget { get; init; }

    /// <summary>Of the batch that it came in; null when it came alone.</summary>
    internal BatchAccount? Batch { get; init; }

    /// <summary>Whether the response tells what the operation costs.</summary>
    public CostReport CostReport { get; init; }

    /// <summary>Whether only what changes nothing may run, as over GET: no mutations.</summary>
    public bool QueriesOnly { get; init; }

    /// <summary>Whether <c>__schema</c> and <c>__type</c> may be asked.</summary>
    public bool AllowIntrospection { get; init; } = true;

    /// <summary>Whether any document may be sent although only trusted ones may be executed.</summary>
    public bool AllowUntrusted { get; init; }

    /// <summary>Shown with masked errors when no activity is being traced.</summary>
    public string? TraceId { get; init; }
}
