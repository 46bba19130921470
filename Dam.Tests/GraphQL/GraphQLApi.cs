using System.Diagnostics.Metrics;
using System.Text.Json;
using Dam.GraphQL.Annotations;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Subscriptions;
using Dam.GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Tests.GraphQL;

/// <summary>An API made of annotated types, asked without HTTP.</summary>
internal sealed class GraphQLApi
{
    private readonly IServiceProvider _services;

    public GraphQLApi(Action<GraphQLBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var collection = new ServiceCollection();
        collection.AddSingleton<ITopics>(new InMemoryTopics());
        services?.Invoke(collection);
        _services = collection.BuildServiceProvider();
        var builder = new GraphQLBuilder();
        configure(builder);
        Schema = builder.BuildSchema(_services.GetRequiredService<IServiceProviderIsService>());
        Executor = new Executor(
            Schema, builder.Execution, _services.GetService<ILogger<Executor>>(), time: null, _services.GetServices<IExecutionObserver>(), _services.GetService<IMeterFactory>());
    }

    public GraphQLApi(params Type[] types)
        : this(builder => builder.AddTypes(types))
    {
    }

    public Schema Schema { get; }

    public Executor Executor { get; }

    public string Sdl => SchemaPrinter.Print(Schema);

    /// <summary>What a request's state is, by type.</summary>
    public Dictionary<Type, object> State { get; } = [];

    public HashSet<string> Permissions { get; } = new(StringComparer.Ordinal);

    public bool AllowIntrospection { get; set; } = true;

    public ValueTask<GraphQLResult> ExecuteAsync(string query, string? variables = null, string? operationName = null, CancellationToken cancellationToken = default)
        => Executor.ExecuteAsync(
            new GraphQLRequest(query)
            {
                Variables = variables is null ? default : JsonDocument.Parse(variables).RootElement,
                OperationName = operationName,
                Services = _services,
                State = type => State.GetValueOrDefault(type),
                HasPermission = Permissions.Contains,
                AllowIntrospection = AllowIntrospection,
            },
            cancellationToken);

    /// <summary>The whole response as text.</summary>
    public async Task<string> AskAsync(string query, string? variables = null, string? operationName = null)
    {
        using var result = await ExecuteAsync(query, variables, operationName, TestContext.Current.CancellationToken);
        var text = result.ToString();
        Assert.Equal(result.Length, System.Text.Encoding.UTF8.GetByteCount(text));
        return text;
    }

    /// <summary>The data of a response that must have no errors.</summary>
    public async Task<string> DataAsync(string query, string? variables = null)
    {
        using var result = await ExecuteAsync(query, variables, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty(result.Errors);
        return System.Text.Encoding.UTF8.GetString(result.Data);
    }

    public async Task<IReadOnlyList<GraphQLError>> ErrorsAsync(string query, string? variables = null)
    {
        using var result = await ExecuteAsync(query, variables, cancellationToken: TestContext.Current.CancellationToken);
        return result.Errors;
    }
}
