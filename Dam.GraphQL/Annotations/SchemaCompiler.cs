using System.Reflection;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;

namespace Dam.GraphQL.Annotations;

/// <summary>What the compiler must know besides the annotated types.</summary>
internal sealed record SchemaSources
{
    public required IReadOnlyList<Type> Types { get; init; }

    public IReadOnlyList<ScalarType> Scalars { get; init; } = [];

    public IReadOnlyList<DirectiveDefinition> Directives { get; init; } = [];

    /// <summary>Types that a request brings with it.</summary>
    public IReadOnlySet<Type> RequestState { get; init; } = new HashSet<Type>();

    public Func<Type, bool> IsService { get; init; } = type => type.IsInterface;

    public NodeOptions Nodes { get; init; } = new();

    /// <summary>Whether a root field must say who may ask it.</summary>
    public bool RequirePolicy { get; init; }

    /// <summary>Of costs that the printed schema is to tell; null when it tells none.</summary>
    public CostOptions? ShownCosts { get; init; }

    public string? Description { get; init; }
}

/// <summary>
/// Makes a schema of annotated C#. Types are found first, then their fields, so that they may refer to each other; problems are
/// collected and thrown together.
/// </summary>
internal sealed partial class SchemaCompiler
{
    private readonly SchemaSources _sources;
    private readonly XmlDocs _docs = new();
    private readonly NullabilityInfoContext _nullability = new();
    private readonly List<string> _problems = [];
    private readonly Dictionary<string, NamedType> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, NamedType> _outputs = [];
    private readonly Dictionary<Type, NamedType> _inputs = [];
    private readonly Dictionary<Type, Type?> _annotations = [];
    private readonly Dictionary<Type, ScalarType> _scalars = [];
    private readonly Dictionary<string, DirectiveDefinition> _directives = new(StringComparer.Ordinal);
    private readonly Queue<Action> _open = new();
    private readonly ILookup<Type, Type> _extensions;

    private SchemaCompiler(SchemaSources sources)
    {
        _sources = sources;
        _nodes = new NodeTypes(sources.Nodes);
        _extensions = sources.Types
            .SelectMany(type => type.GetCustomAttributes().OfType<IExtensionAnnotation>().Select(annotation => (annotation.Runtime, Class: type)))
            .ToLookup(pair => pair.Runtime, pair => pair.Class);
    }

    /// <exception cref="SchemaException">The types do not make a schema.</exception>
    public static Schema Compile(SchemaSources sources)
    {
        var compiler = new SchemaCompiler(sources);
        var schema = compiler.Compile();
        return compiler._problems.Count == 0 ? schema! : throw new SchemaException(compiler._problems);
    }

    private Schema? Compile()
    {
        foreach (var scalar in BuiltInScalars.All.Concat(_sources.Scalars))
        {
            AddScalar(scalar);
        }

        foreach (var directive in _sources.Directives)
        {
            _directives[directive.Name] = directive;
        }

        foreach (var type in _sources.Types)
        {
            Try(() => Register(type));
        }

        foreach (var method in _sources.Types.SelectMany(LoaderMethods))
        {
            Try(() => AddLoader(method));
        }

        foreach (var type in _sources.Types)
        {
            Try(() => AddNode(type));
        }

        Try(AddErrorInterface);
        foreach (var type in _sources.Types.Where(type => type is { IsAbstract: false, IsInterface: false } && !_outputs.ContainsKey(type) && ImplementsInterfaceType(type)))
        {
            // Nothing may refer to it but its interface, as with a mutation's errors.
            Try(() => AddObject(type, name: null, annotationClass: null, ignore: [], implements: []));
        }

        var query = Root<QueryTypeAttribute>("Query");
        var mutation = Root<MutationTypeAttribute>("Mutation");
        var subscription = Root<SubscriptionTypeAttribute>("Subscription");
        while (_open.TryDequeue(out var define))
        {
            Try(define);
        }

        if (query is null)
        {
            _problems.Add($"No class is annotated with [{nameof(QueryTypeAttribute)[..^9]}]: a schema needs a query type.");
            return null;
        }

        if (_problems.Count > 0)
        {
            return null;
        }

        if (_sources.ShownCosts is { } costs)
        {
            ShowCosts(_byName.Values, costs);
            _directives.TryAdd(CostDirectives.Cost.Name, CostDirectives.Cost);
            _directives.TryAdd(CostDirectives.ListSize.Name, CostDirectives.ListSize);
        }

        var schema = new Schema(query, mutation, subscription, _byName.Values.Where(IsOwn), _directives.Values) { Description = _sources.Description };
        _problems.AddRange(SchemaValidation.Validate(schema));
        _problems.AddRange(CostProblems(schema));
        return schema;
    }

    /// <summary>Scalars of the engine come only where they are used.</summary>
    private static bool IsOwn(NamedType type) => type is not ScalarType;

    private void AddScalar(ScalarType scalar)
    {
        _byName[scalar.Name] = scalar;
        foreach (var clr in scalar.ClrTypes)
        {
            // A scalar over strings does not make all strings its own.
            if (!_scalars.TryGetValue(clr, out var known) || !BuiltInScalars.All.Contains(known))
            {
                _scalars[clr] = scalar;
            }
        }
    }

    internal static bool ImplementsInterfaceType(Type type) => type.GetInterfaces().Any(face => face.IsDefined(typeof(InterfaceTypeAttribute)));

    private void Register(Type type)
    {
        foreach (var attribute in type.GetCustomAttributes())
        {
            switch (attribute)
            {
                case ObjectTypeAttribute annotation when !type.IsGenericTypeDefinition && !_outputs.ContainsKey(type):
                    AddObject(type, name: null, annotationClass: null, ignore: [], annotation.Implements);
                    break;
                case IObjectTypeAnnotation annotation:
                    AddObject(annotation.Runtime, annotation.Name, type, annotation.Ignore, annotation.Implements);
                    break;
                case InterfaceTypeAttribute annotation:
                    AddInterface(type, annotation.Name);
                    break;
                case UnionTypeAttribute annotation:
                    AddUnion(type, annotation);
                    break;
                case DirectiveTypeAttribute annotation:
                    Directive(type, annotation);
                    break;
            }
        }
    }

    private ObjectType? Root<TAnnotation>(string name)
        where TAnnotation : Attribute
    {
        var classes = _sources.Types.Where(type => type.IsDefined(typeof(TAnnotation))).ToArray();
        if (classes.Length == 0)
        {
            return null;
        }

        var root = new ObjectType(name)
        {
            Description = classes.Select(type => type.GetCustomAttribute<GraphQLDescriptionAttribute>()?.Description).FirstOrDefault(text => text is not null),
        };
        AddName(root, classes[0]);
        _open.Enqueue(() =>
        {
            var fields = new List<FieldDefinition>();
            foreach (var type in classes)
            {
                AddStaticFields(fields, root, runtime: null, type);
            }

            if (typeof(TAnnotation) == typeof(QueryTypeAttribute) && !_nodes.IsEmpty)
            {
                AddNodeFields(fields, root);
            }

            root.Fields = new NamedList<FieldDefinition>(fields);
        });
        return root;
    }

    /// <summary>Notes what is wrong and goes on, so that all problems are told at once.</summary>
    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (SchemaException exception)
        {
            _problems.AddRange(exception.Problems);
        }
    }

    private void AddName(NamedType type, Type clr) => AddName(type, clr, Naming.Show(clr));

    private void AddName(NamedType type, Type? clr, string member)
    {
        if (!_byName.TryAdd(type.Name, type))
        {
            var other = _byName[type.Name];
            throw new SchemaException($"{member} cannot be named \"{type.Name}\": {(other.ClrType is { } owner ? Naming.Show(owner) : "another type")} has that name.");
        }

        type.ClrType ??= clr;
    }
}
