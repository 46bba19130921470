using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Protection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dam.GraphQL.Http;

/// <summary>Makes the engine's request of what came over HTTP, whatever the transport: who is calling, the request's state and services.</summary>
internal sealed class RequestFactory(GraphQLBuilder builder)
{
    /// <summary>Asks for <c>extensions.cost</c>: <c>report</c>, or <c>validate</c> to execute nothing.</summary>
    private const string CostHeader = "GraphQL-Cost";

    /// <param name="context">Says who is calling.</param>
    /// <param name="body">The parameters.</param>
    /// <param name="queriesOnly">Whether mutations are refused.</param>
    /// <param name="services">Where resolvers get their services from; those of the HTTP request unless the operation has its own.</param>
    /// <param name="batch">Of the batch that it came in.</param>
    public GraphQLRequest Create(HttpContext context, RequestBody body, bool queriesOnly, IServiceProvider? services = null, BatchAccount? batch = null) => new(body.Query)
    {
        DocumentId = body.DocumentId,
        OperationName = body.OperationName,
        Variables = body.Variables,
        Extensions = body.Extensions,
        Files = body.Files,
        Services = services ?? context.RequestServices,
        State = new RequestState(context, builder).Get,
        HasPermission = builder.Permissions?.Invoke(context),
        AllowIntrospection = builder.AllowIntrospection?.Invoke(context) ?? true,
        AllowUntrusted = builder.AllowUntrusted?.Invoke(context) ?? false,
        Batch = batch,
        Budget = builder.Budget?.Invoke(context),
        CostReport = ReportOf(context.Request.Headers[CostHeader]),
        QueriesOnly = queriesOnly,
        TraceId = context.TraceIdentifier,
    };

    private static CostReport ReportOf(StringValues header) => header.Count == 0 ? CostReport.None
        : string.Equals(header[0], "report", StringComparison.OrdinalIgnoreCase) ? CostReport.Report
        : string.Equals(header[0], "validate", StringComparison.OrdinalIgnoreCase) ? CostReport.Validate
        : CostReport.None;

    /// <summary>The values that belong to the request, each made when first asked for.</summary>
    private sealed class RequestState(HttpContext context, GraphQLBuilder builder)
    {
        private readonly Lock _gate = new();
        private Dictionary<Type, object?>? _values;

        public object? Get(Type type)
        {
            if (!builder.State.TryGetValue(type, out var create))
            {
                return null;
            }

            lock (_gate)
            {
                _values ??= [];
                if (!_values.TryGetValue(type, out var value))
                {
                    _values.Add(type, value = create(context));
                }

                return value;
            }
        }
    }
}
