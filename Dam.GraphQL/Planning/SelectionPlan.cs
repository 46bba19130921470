using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>What to write for an object of one concrete type, in the order of the response.</summary>
internal sealed class SelectionPlan(ObjectType type, FieldPlan[] fields, int columnCount)
{
    public ObjectType Type { get; } = type;

    /// <summary>The type's name in UTF-8.</summary>
    public byte[] TypeName { get; } = System.Text.Encoding.UTF8.GetBytes(type.Name);

    public FieldPlan[] Fields { get; } = fields;

    /// <summary>Why the fields of such an object cannot be told, and it fails instead: a condition is null.</summary>
    public GraphQLException? Failure { get; init; }

    /// <summary>The fields that are computed before writing.</summary>
    public FieldPlan[] Computed { get; } = [.. fields.Where(field => field.Column >= 0)];

    public int ColumnCount { get; } = columnCount;

    public FieldPlan? Find(string responseName)
    {
        foreach (var field in Fields)
        {
            if (string.Equals(field.ResponseName, responseName, StringComparison.Ordinal))
            {
                return field;
            }
        }

        return null;
    }
}
