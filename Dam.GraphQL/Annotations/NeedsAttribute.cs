namespace Dam.GraphQL.Annotations;

/// <summary>
/// Which parts of its object's data a field reads, as flags of an enum of one's own: <c>[Needs(Columns.Title)]</c>. A resolver or loader that takes <see cref="Execution.Needed{T}"/>
/// learns what all fields of the operation need together. A field without it, of a type that has some with it, needs everything.
/// </summary>
/// <param name="parts">A value of an enum with <see cref="FlagsAttribute"/>; zero for nothing.</param>
/// <param name="members">On a class: the properties of its object that this holds for.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method | AttributeTargets.Property, AllowMultiple = true)]
public sealed class NeedsAttribute(object parts, params string[] members) : Attribute
{
    public object Parts { get; } = parts;

    public IReadOnlyList<string> Members { get; } = members;
}
