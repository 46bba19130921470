using System.Globalization;
using System.Text;
using Dam.GraphQL.Language.TypeSystem;

namespace Dam.GraphQL.Language;

/// <summary>Writes a tree as GraphQL text that parses back to the same tree.</summary>
public static class Printer
{
    /// <summary>The node as text, two spaces a level, without a line ending behind it.</summary>
    public static string Print(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var writer = new NodeWriter();
        writer.Write(node);
        return writer.ToString();
    }
}

/// <summary>The text being written and its indentation.</summary>
internal sealed partial class NodeWriter
{
    private const int LongestArgumentLine = 80;

    private readonly StringBuilder _text = new();
    private string _indent = string.Empty;

    public override string ToString() => _text.ToString();

    public void Write(Node node)
    {
        switch (node)
        {
            case Document document:
                WriteSeparated(document.Definitions, "\n\n");
                break;
            case OperationDefinition operation:
                WriteOperation(operation);
                break;
            case FragmentDefinition fragment:
                WriteDescription(fragment.Description);
                Text("fragment ").Text(fragment.Name).Text(" on ").Text(fragment.TypeCondition.Name);
                WriteDirectives(fragment.Directives);
                Text(" ").Write(fragment.SelectionSet);
                break;
            case VariableDefinition variable:
                WriteDescription(variable.Description);
                Text("$").Text(variable.Name).Text(": ").Write(variable.Type);
                WriteDefault(variable.DefaultValue);
                WriteDirectives(variable.Directives);
                break;
            case SelectionSet selections:
                WriteBlock(selections.Selections);
                break;
            case Field field:
                WriteField(field);
                break;
            case FragmentSpread spread:
                Text("...").Text(spread.Name);
                WriteDirectives(spread.Directives);
                break;
            case InlineFragment fragment:
                Text("...");
                if (fragment.TypeCondition is { } condition)
                {
                    Text(" on ").Text(condition.Name);
                }

                WriteDirectives(fragment.Directives);
                Text(" ").Write(fragment.SelectionSet);
                break;
            case Argument argument:
                Text(argument.Name).Text(": ").Write(argument.Value);
                break;
            case Directive directive:
                Text("@").Text(directive.Name);
                WriteInParentheses(directive.Arguments);
                break;
            case TypeReference type:
                WriteType(type);
                break;
            case ObjectField field:
                Text(field.Name).Text(": ").Write(field.Value);
                break;
            case Value value:
                WriteValue(value);
                break;
            case SchemaCoordinate coordinate:
                WriteCoordinate(coordinate);
                break;
            default:
                WriteTypeSystem(node);
                break;
        }
    }

    private NodeWriter Text(string text)
    {
        _text.Append(text);
        return this;
    }

    private void Line() => _text.Append('\n').Append(_indent);

    private void WriteSeparated(IReadOnlyList<Node> nodes, string separator)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            Text(i == 0 ? string.Empty : separator).Write(nodes[i]);
        }
    }

    private void WriteBlock(IReadOnlyList<Node> nodes, char open = '{', char close = '}')
    {
        var outer = _indent;
        _text.Append(open);
        _indent += "  ";
        foreach (var node in nodes)
        {
            Line();
            Write(node);
        }

        _indent = outer;
        Line();
        _text.Append(close);
    }

    private void WriteOperation(OperationDefinition operation)
    {
        var isShorthand = operation is { Kind: OperationKind.Query, Name: null, Description: null, Variables.Count: 0, Directives.Count: 0 };
        if (!isShorthand)
        {
            WriteDescription(operation.Description);
            Text(Keyword(operation.Kind));
            if (operation.Name is { } name)
            {
                Text(" ").Text(name);
            }
            else if (operation.Variables.Count > 0)
            {
                Text(" ");
            }

            WriteDefinitionsInParentheses(operation.Variables, operation.Variables.Any(variable => variable.Description is not null));
            WriteDirectives(operation.Directives);
            Text(" ");
        }

        Write(operation.SelectionSet);
    }

    private static string Keyword(OperationKind kind) => kind switch
    {
        OperationKind.Query => "query",
        OperationKind.Mutation => "mutation",
        _ => "subscription",
    };

    private void WriteField(Field field)
    {
        if (field.Alias is { } alias)
        {
            Text(alias).Text(": ");
        }

        Text(field.Name);
        var start = _text.Length;
        WriteInParentheses(field.Arguments);
        if (_text.Length - start > LongestArgumentLine)
        {
            _text.Length = start;
            WriteBlock(field.Arguments, '(', ')');
        }

        WriteDirectives(field.Directives);
        if (field.SelectionSet is { } selections)
        {
            Text(" ").Write(selections);
        }
    }

    private void WriteInParentheses(IReadOnlyList<Node> nodes)
    {
        if (nodes.Count > 0)
        {
            Text("(").WriteSeparated(nodes, ", ");
            Text(")");
        }
    }

    /// <summary>Definitions with descriptions get a line each.</summary>
    private void WriteDefinitionsInParentheses(IReadOnlyList<Node> definitions, bool hasDescriptions)
    {
        if (hasDescriptions)
        {
            WriteBlock(definitions, '(', ')');
        }
        else
        {
            WriteInParentheses(definitions);
        }
    }

    private void WriteDirectives(IReadOnlyList<Directive> directives)
    {
        foreach (var directive in directives)
        {
            Text(" ").Write(directive);
        }
    }

    private void WriteDescription(StringValue? description)
    {
        if (description is not null)
        {
            Write(description);
            Line();
        }
    }

    private void WriteDefault(Value? value)
    {
        if (value is not null)
        {
            Text(" = ").Write(value);
        }
    }

    private void WriteType(TypeReference type)
    {
        switch (type)
        {
            case NonNullTypeReference nonNull:
                WriteType(nonNull.Of);
                Text("!");
                break;
            case ListTypeReference list:
                Text("[").WriteType(list.Of);
                Text("]");
                break;
            case NamedTypeReference named:
                Text(named.Name);
                break;
        }
    }

    private void WriteValue(Value value)
    {
        switch (value)
        {
            case Variable variable:
                Text("$").Text(variable.Name);
                break;
            case IntValue number:
                Text(number.Text);
                break;
            case FloatValue number:
                Text(number.Text);
                break;
            case StringValue text:
                WriteString(text);
                break;
            case BooleanValue boolean:
                Text(boolean.Value ? "true" : "false");
                break;
            case NullValue:
                Text("null");
                break;
            case EnumValue name:
                Text(name.Name);
                break;
            case ListValue list:
                Text("[").WriteSeparated(list.Items, ", ");
                Text("]");
                break;
            case ObjectValue fields:
                Text("{").WriteSeparated(fields.Fields, ", ");
                Text("}");
                break;
        }
    }

    private void WriteString(StringValue value)
    {
        if (value.IsBlock && BlockString.TryEncode(value.Text, _indent) is { } block)
        {
            Text(block);
            return;
        }

        _text.Append('"');
        foreach (var c in value.Text)
        {
            _ = c switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                '\b' => _text.Append("\\b"),
                '\f' => _text.Append("\\f"),
                < ' ' or (>= '\u007F' and <= '\u009F') => _text.Append("\\u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture)),
                _ => _text.Append(c),
            };
        }

        _text.Append('"');
    }
}
