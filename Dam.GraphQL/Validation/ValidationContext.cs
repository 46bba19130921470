using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

/// <summary>What the rules share: schema, document, facts about its definitions, and the errors.</summary>
internal sealed class ValidationContext
{
    private const int MostLocations = 16;

    private readonly List<GraphQLError> _errors = [];
    private readonly Dictionary<string, DefinitionFacts> _fragments = new(StringComparer.Ordinal);

    public ValidationContext(Schema schema, Document document, ValidationOptions options)
    {
        Schema = schema;
        Document = document;
        Options = options;
        Definitions = [.. document.Definitions.OfType<ExecutableDefinition>().Select(definition => new DefinitionFacts(definition))];
        foreach (var facts in Definitions)
        {
            if (facts.Definition is FragmentDefinition fragment)
            {
                _fragments.TryAdd(fragment.Name, facts);
            }
        }
    }

    public Schema Schema { get; }

    public Document Document { get; }

    public ValidationOptions Options { get; }

    public IReadOnlyList<GraphQLError> Errors => _errors;

    /// <summary>Whether the most errors were reported; nobody needs to look further.</summary>
    public bool IsFull => _errors.Count > Options.MaxErrors;

    /// <summary>Operations and fragments in the order of the document. The walk fills their facts.</summary>
    public IReadOnlyList<DefinitionFacts> Definitions { get; }

    public IEnumerable<OperationDefinition> Operations => Document.Definitions.OfType<OperationDefinition>();

    public IEnumerable<FragmentDefinition> Fragments => Document.Definitions.OfType<FragmentDefinition>();

    /// <summary>The first fragment of that name, or null.</summary>
    public DefinitionFacts? FindFragment(string name) => _fragments.GetValueOrDefault(name);

    /// <summary>Adds an error that points to these byte offsets.</summary>
    public void Report(string message, params IEnumerable<int> offsets)
    {
        if (_errors.Count > Options.MaxErrors)
        {
            return;
        }

        _errors.Add(_errors.Count == Options.MaxErrors
            ? new GraphQLError("Too many validation errors, error limit reached. Validation aborted.") { Code = ErrorCodes.ValidationFailed }
            : new GraphQLError(Excerpt.Of(message, Excerpt.MessageLength))
            {
                Code = ErrorCodes.ValidationFailed,
                Locations = [.. offsets.Take(MostLocations).Select(Document.Source.LocationOf)],
            });
    }

    /// <summary>A question that names similar names, or nothing.</summary>
    public string DidYouMean(string name, IEnumerable<string> candidates, string? what = null)
        => Options.Suggestions && !IsFull ? Suggestions.Question(Suggestions.For(name, candidates), what) : string.Empty;

    /// <summary>The schema's type for a reference, or null when its name is unknown.</summary>
    public GraphType? Resolve(TypeReference reference) => reference switch
    {
        NonNullTypeReference nonNull => Resolve(nonNull.Of)?.NonNull(),
        ListTypeReference list => Resolve(list.Of)?.List(),
        NamedTypeReference named => Schema.GetType(named.Name),
        _ => null,
    };

    /// <summary>The items that share a name, a list for each such name.</summary>
    public static IEnumerable<IReadOnlyList<T>> Duplicates<T>(IReadOnlyList<T> items, Func<T, string> name)
        => items.Count < 2 ? [] : items.GroupBy(name, StringComparer.Ordinal).Select(group => group.ToArray()).Where(group => group.Length > 1);
}
