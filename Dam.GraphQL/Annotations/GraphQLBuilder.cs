using System.Reflection;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Protection;
using Dam.GraphQL.Types;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.GraphQL.Annotations;

/// <summary>Says what a GraphQL API is made of.</summary>
public sealed class GraphQLBuilder
{
    private readonly List<Type> _types = [];
    private readonly List<ScalarType> _scalars = [.. ExtraScalars.All];
    private readonly List<DirectiveDefinition> _directives = [];
    private readonly Dictionary<Type, Func<HttpContext, object?>> _state = new() { [typeof(HttpContext)] = context => context };

    /// <summary>Bounds of what a request may take.</summary>
    public ExecutionOptions Execution { get; } = new();

    /// <summary>The root fields <c>node</c> and <c>nodes</c>, which are there when a type is a node (<see cref="NodeAttribute{TLoader}"/>).</summary>
    public NodeOptions Nodes { get; } = new();

    /// <summary>Whether a root field with neither <see cref="AuthorizeAttribute"/> nor <see cref="AnyCallerAttribute"/> stops the start.</summary>
    public bool RequirePolicy { get; set; }

    /// <summary>Description of the schema.</summary>
    public string? Description { get; set; }

    /// <summary>Whether the printed schema and introspection tell of costs by the directives <c>@cost</c> and <c>@listSize</c>.</summary>
    public bool ShowCosts { get; set; }

    /// <summary>Whether the caller of a request has a permission.</summary>
    public Func<HttpContext, Func<string, bool>>? Permissions { get; set; }

    /// <summary>What the caller of a request may spend, and with whom it shares that; null for as much as it likes.</summary>
    public Func<HttpContext, CallerBudget?>? Budget { get; set; }

    /// <summary>Whether the caller may ask for the schema; everyone may unless this says otherwise.</summary>
    public Func<HttpContext, bool>? AllowIntrospection { get; set; }

    /// <summary>Whether the caller may send any document where only trusted ones may be executed; nobody may unless this says otherwise.</summary>
    public Func<HttpContext, bool>? AllowUntrusted { get; set; }

    /// <summary>Adds all annotated types of an assembly.</summary>
    public GraphQLBuilder AddAnnotatedTypes(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        _types.AddRange(assembly.GetTypes().Where(IsAnnotated).OrderBy(type => type.FullName, StringComparer.Ordinal));
        return this;
    }

    /// <summary>Adds annotated types.</summary>
    public GraphQLBuilder AddTypes(params Type[] types)
    {
        _types.AddRange(types);
        return this;
    }

    /// <summary>Adds a scalar, in place of one of the same name.</summary>
    public GraphQLBuilder AddScalar(ScalarType scalar)
    {
        _scalars.RemoveAll(other => string.Equals(other.Name, scalar.Name, StringComparison.Ordinal));
        _scalars.Add(scalar);
        return this;
    }

    /// <summary>Adds a directive, for instance one that may stand in documents; attributes with <see cref="DirectiveTypeAttribute"/> need not be added.</summary>
    public GraphQLBuilder AddDirective(DirectiveDefinition directive)
    {
        _directives.Add(directive);
        return this;
    }

    /// <summary>Lets resolvers and loaders take a value that belongs to the request, such as who is calling; it is made at most once a request.</summary>
    public GraphQLBuilder AddRequestState<T>(Func<HttpContext, T> create)
        where T : notnull
    {
        _state[typeof(T)] = context => create(context);
        return this;
    }

    internal IReadOnlyDictionary<Type, Func<HttpContext, object?>> State => _state;

    /// <exception cref="SchemaException">The types do not make a schema.</exception>
    internal Schema BuildSchema(IServiceProviderIsService? services = null) => SchemaCompiler.Compile(new SchemaSources
    {
        Types = [.. _types.Distinct()],
        Scalars = _scalars,
        Directives = _directives,
        RequestState = _state.Keys.ToHashSet(),
        IsService = services is null ? type => type.IsInterface : services.IsService,
        Nodes = Nodes,
        RequirePolicy = RequirePolicy,
        ShownCosts = ShowCosts ? Execution.Cost : null,
        Description = Description,
    });

    private static bool IsAnnotated(Type type) => SchemaCompiler.ImplementsInterfaceType(type) || SchemaCompiler.HasLoaders(type) || type.GetCustomAttributesData().Any(attribute =>
        attribute.AttributeType.Assembly == typeof(GraphQLBuilder).Assembly
        && string.Equals(attribute.AttributeType.Namespace, typeof(GraphQLBuilder).Namespace, StringComparison.Ordinal));
}
