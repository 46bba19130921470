using Dam.GraphQL.Annotations;
using Dam.GraphQL.Execution;
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
        var executor = endpoints.ServiceProvider.GetRequiredService<Executor>();
        var builder = endpoints.ServiceProvider.GetRequiredService<GraphQLBuilder>();
        var handler = new GraphQLHandler(executor, new RequestFactory(builder), new SchemaDocument(executor.Schema, builder), options);
        return endpoints.Map(path, handler.HandleAsync);
    }
}
