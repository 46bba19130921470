using System.Reflection;
using Dam.GraphQL.Batching;

namespace Dam.GraphQL.Annotations;

/// <summary>Loaders made of methods.</summary>
internal sealed partial class SchemaCompiler
{
    private readonly List<LoaderMethod> _loaders = [];

    internal static bool HasLoaders(Type type) => type is { IsAbstract: true, IsSealed: true } && LoaderMethods(type).Any();

    private static IEnumerable<MethodInfo> LoaderMethods(Type type)
        => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Where(method => method.IsDefined(typeof(DataLoaderAttribute)));

    private void AddLoader(MethodInfo method)
    {
        var parameters = method.GetParameters();
        var answer = method.ReturnType is { IsGenericType: true } task && task.GetGenericTypeDefinition() == typeof(Task<>) ? task.GetGenericArguments()[0] : null;
        if (answer is not { IsGenericType: true } || answer.GetGenericTypeDefinition() != typeof(IReadOnlyDictionary<,>)
            || parameters.Length == 0 || parameters[0].ParameterType != typeof(IReadOnlyList<>).MakeGenericType(answer.GetGenericArguments()[0]))
        {
            throw new SchemaException($"{Naming.Show(method)}: a loader takes IReadOnlyList<TKey> first and returns Task<IReadOnlyDictionary<TKey, TValue>>.");
        }

        foreach (var parameter in parameters.Skip(1))
        {
            var clr = parameter.ParameterType;
            if (clr != typeof(CancellationToken) && !_sources.RequestState.Contains(clr) && !parameter.IsDefined(typeof(ServiceAttribute))
                && clr != typeof(IServiceProvider) && !_sources.IsService(clr))
            {
                throw new SchemaException($"{Naming.Show(parameter)} ({Naming.Show(clr)}) is neither a service nor request state.");
            }
        }

        var annotation = method.GetCustomAttribute<DataLoaderAttribute>()!;
        if (annotation.MaxBatchSize < 1)
        {
            throw new SchemaException($"{Naming.Show(method)}: a fetch takes at least one key.");
        }

        _loaders.Add((LoaderMethod)Activator.CreateInstance(typeof(LoaderMethod<,>).MakeGenericType(answer.GetGenericArguments()), method, annotation)!);
    }

    /// <summary>The loader of a type, or of several the one of that name.</summary>
    private LoaderMethod FindLoader(Type type, string? name, string user)
    {
        var found = _loaders.Where(loader => loader.LoaderType == type && (name is null || string.Equals(loader.Name, name, StringComparison.Ordinal))).ToArray();
        return found switch
        {
            [{ } only] => only,
            [] => throw new SchemaException($"{user}: there is no method with [DataLoader]{(name is null ? "" : $" named {name}")} for {Naming.Show(type)}."),
            _ => throw new SchemaException(
                $"{user}: {string.Join(" and ", found.Select(loader => Naming.Show(loader.Method)))} both load {Naming.Show(type)}; say which with [DataLoader(\"…\")]."),
        };
    }

    private static bool IsMethodLoader(Type clr) => clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Loader<,>);
}
