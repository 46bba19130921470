using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
using Microsoft.AspNetCore.Http;

namespace Dam.GraphQL.Http;

/// <summary>Makes the engine's request of what came over HTTP, whatever the transport: who is calling, the request's state and services.</summary>
internal sealed class RequestFactory(GraphQLBuilder builder)
{
    public GraphQLRequest Create(HttpContext context, RequestBody body, bool queriesOnly) => new(body.Query)
    {
        OperationName = body.OperationName,
        Variables = body.Variables,
        Extensions = body.Extensions,
        Files = body.Files,
        Services = context.RequestServices,
        State = new RequestState(context, builder).Get,
        HasPermission = builder.Permissions?.Invoke(context),
        AllowIntrospection = builder.AllowIntrospection?.Invoke(context) ?? true,
        QueriesOnly = queriesOnly,
        TraceId = context.TraceIdentifier,
    };

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
