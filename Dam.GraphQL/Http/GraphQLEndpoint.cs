using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Http.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Http;

/// <summary>GraphQL over HTTP: POST with JSON or files, GET with parameters.</summary>
public static class GraphQLEndpoint
{
    /// <summary>Serves the API at a path. Its schema is made now, so that an error in it stops the start.</summary>
    public static IEndpointConventionBuilder MapGraphQL(this IEndpointRouteBuilder endpoints, string path = "/graphql", Action<GraphQLHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var options = new GraphQLHttpOptions();
        configure?.Invoke(options);
        var services = endpoints.ServiceProvider;
        var executor = services.GetRequiredService<Executor>();
        var builder = services.GetRequiredService<GraphQLBuilder>();
        var requests = new RequestFactory(builder);
        var streams = GraphQLStreams.Create(services, executor, requests, options);
        var webSockets = endpoints.CreateApplicationBuilder().UseWebSockets();
        webSockets.Run(streams.AcceptAsync);
        var handler = new GraphQLHandler(executor, requests, new SchemaDocument(executor.Schema, builder), streams, webSockets.Build(), options);
        return endpoints.Map(path, handler.HandleAsync);
    }
}
