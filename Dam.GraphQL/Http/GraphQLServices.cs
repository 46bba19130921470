using System.Diagnostics.Metrics;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Subscriptions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Http;

/// <summary>Registers a GraphQL API.</summary>
public static class GraphQLServices
{
    /// <summary>Adds the schema, its executor, and <see cref="ITopics"/> within the process unless there are others. The schema is made at the first use, which is <c>MapGraphQL</c>: its errors stop the start.</summary>
    public static IServiceCollection AddGraphQL(this IServiceCollection services, Action<GraphQLBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var builder = new GraphQLBuilder();
        configure(builder);
        services.TryAddSingleton<ITopics>(_ => new InMemoryTopics());
        services.AddSingleton(builder);
        services.AddSingleton(provider => builder.BuildSchema(provider.GetService<IServiceProviderIsService>()));
        services.AddSingleton(provider => new Executor(
            provider.GetRequiredService<Types.Schema>(),
            builder.Execution,
            provider.GetService<ILogger<Executor>>(),
            provider.GetService<TimeProvider>(),
            provider.GetServices<IExecutionObserver>(),
            provider.GetService<IMeterFactory>()));
        return services;
    }
}
