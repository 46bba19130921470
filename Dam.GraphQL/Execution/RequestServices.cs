using Dam.GraphQL.Planning;

namespace Dam.GraphQL.Execution;

/// <summary>The request's state, what its operation needs, and the application's services as one provider, from which loaders are made.</summary>
internal sealed class RequestServices(GraphQLRequest request, VariantPlan plan) : IServiceProvider
{
    public object? GetService(Type serviceType) => IsNeeded(serviceType) ? plan.Needed(serviceType) : request.State?.Invoke(serviceType) ?? request.Services?.GetService(serviceType);

    public static bool IsNeeded(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Needed<>);

    /// <exception cref="InvalidOperationException">The request came without it.</exception>
    public object State(Type type)
        => request.State?.Invoke(type) ?? throw new InvalidOperationException($"The request has no state of the type {type}.");
}
