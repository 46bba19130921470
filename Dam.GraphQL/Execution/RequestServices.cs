namespace Dam.GraphQL.Execution;

/// <summary>The request's state and the application's services as one provider, from which loaders are made.</summary>
internal sealed class RequestServices(GraphQLRequest request) : IServiceProvider
{
    public object? GetService(Type serviceType) => request.State?.Invoke(serviceType) ?? request.Services?.GetService(serviceType);

    /// <exception cref="InvalidOperationException">The request came without it.</exception>
    public object State(Type type)
        => request.State?.Invoke(type) ?? throw new InvalidOperationException($"The request has no state of the type {type}.");
}
