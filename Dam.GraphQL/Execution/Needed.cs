namespace Dam.GraphQL.Execution;

/// <summary>
/// What the fields that an operation selects, wherever in it, need together, by their <see cref="Annotations.NeedsAttribute"/>; as a parameter of a resolver or of a loader's
/// constructor. Found once for a plan. For the whole operation and not for one place in it, so that a loader's values serve all who ask for them.
/// </summary>
public sealed class Needed<T>(T parts)
    where T : struct, Enum
{
    public T Parts { get; } = parts;
}
