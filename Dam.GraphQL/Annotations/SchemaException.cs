namespace Dam.GraphQL.Annotations;

/// <summary>The annotated types do not make a schema; the message names the C# members.</summary>
public sealed class SchemaException(IReadOnlyList<string> problems) : Exception(
    problems.Count == 1 ? problems[0] : $"The schema has {problems.Count} errors:{string.Concat(problems.Select(problem => $"{Environment.NewLine}- {problem}"))}")
{
    public SchemaException(string problem)
        : this([problem])
    {
    }

    public IReadOnlyList<string> Problems { get; } = problems;
}
