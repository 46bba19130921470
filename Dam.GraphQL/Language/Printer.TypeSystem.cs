using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Section 3: definitions, extensions and coordinates.</summary>
internal sealed partial class NodeWriter
{
    private void WriteTypeSystem(Node node)
    {
        switch (node)
        {
            case TypeSystemDefinition definition:
                WriteDescription(definition.Description);
                Text(definition.IsExtension ? "extend " : string.Empty).WriteDefinition(definition);
                break;
            case RootOperationTypeDefinition root:
                Text(Keyword(root.Operation)).Text(": ").Text(root.Type.Name);
                break;
            case FieldDefinition field:
                WriteDescription(field.Description);
                Text(field.Name);
                WriteInputValuesInParentheses(field.Arguments);
                Text(": ").WriteType(field.Type);
                WriteDirectives(field.Directives);
                break;
            case InputValueDefinition input:
                WriteDescription(input.Description);
                Text(input.Name).Text(": ").WriteType(input.Type);
                WriteDefault(input.DefaultValue);
                WriteDirectives(input.Directives);
                break;
            case EnumValueDefinition value:
                WriteDescription(value.Description);
                Text(value.Name).WriteDirectives(value.Directives);
                break;
            default:
                throw new ArgumentException($"{node.GetType().Name} cannot be printed.", nameof(node));
        }
    }

    private void WriteDefinition(TypeSystemDefinition definition)
    {
        switch (definition)
        {
            case SchemaDefinition schema:
                Text("schema").WriteDirectives(schema.Directives);
                WriteMembers(schema.OperationTypes);
                break;
            case ScalarTypeDefinition scalar:
                Text("scalar ").Text(scalar.Name).WriteDirectives(scalar.Directives);
                break;
            case FieldsTypeDefinition type:
                Text(type is ObjectTypeDefinition ? "type " : "interface ").Text(type.Name);
                WriteTypeNames(" implements ", type.Interfaces, " & ");
                WriteDirectives(type.Directives);
                WriteMembers(type.Fields);
                break;
            case UnionTypeDefinition union:
                Text("union ").Text(union.Name).WriteDirectives(union.Directives);
                WriteTypeNames(" = ", union.Types, " | ");
                break;
            case EnumTypeDefinition type:
                Text("enum ").Text(type.Name).WriteDirectives(type.Directives);
                WriteMembers(type.Values);
                break;
            case InputObjectTypeDefinition input:
                Text("input ").Text(input.Name).WriteDirectives(input.Directives);
                WriteMembers(input.Fields);
                break;
            case DirectiveDefinition directive:
                Text("directive @").Text(directive.Name);
                WriteInputValuesInParentheses(directive.Arguments);
                Text(directive.IsRepeatable ? " repeatable on " : " on ").Text(string.Join(" | ", directive.Locations));
                break;
        }
    }

    private void WriteInputValuesInParentheses(IReadOnlyList<InputValueDefinition> values) =>
        WriteDefinitionsInParentheses(values, values.Any(value => value.Description is not null));

    private void WriteTypeNames(string before, IReadOnlyList<NamedTypeReference> types, string separator)
    {
        if (types.Count > 0)
        {
            Text(before).WriteSeparated(types, separator);
        }
    }

    private void WriteMembers(IReadOnlyList<Node> members)
    {
        if (members.Count > 0)
        {
            Text(" ").WriteBlock(members);
        }
    }

    private void WriteCoordinate(SchemaCoordinate coordinate) => Text(coordinate switch
    {
        MemberCoordinate member => $"{member.Name}.{member.Member}",
        ArgumentCoordinate argument => $"{argument.Name}.{argument.Field}({argument.Argument}:)",
        DirectiveCoordinate directive => $"@{directive.Name}",
        DirectiveArgumentCoordinate argument => $"@{argument.Name}({argument.Argument}:)",
        _ => coordinate.Name,
    });
}
