using Dam.GraphQL.Coercion;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

/// <summary>Section 3: what a schema must hold to. Each problem names the C# member where there is one.</summary>
public static partial class SchemaValidation
{
    public static IReadOnlyList<string> Validate(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var problems = new List<string>();
        CheckDefaultCircles(problems, schema);
        if (problems.Count > 0)
        {
            // Such a default cannot be coerced, which the checks below do.
            return problems;
        }

        CheckRoots(problems, schema);
        foreach (var type in schema.Types.Where(type => !IntrospectionTypes.All.Contains(type)))
        {
            CheckName(problems, type.Name, Show(type));
            switch (type)
            {
                case FieldsType fields:
                    CheckFields(problems, fields);
                    break;
                case UnionType union:
                    CheckUnion(problems, union);
                    break;
                case EnumType values:
                    CheckEnum(problems, values);
                    break;
                case InputObjectType input:
                    CheckInput(problems, input);
                    break;
            }
        }

        foreach (var directive in schema.Directives)
        {
            CheckName(problems, directive.Name, directive.ToString());
            CheckArguments(problems, directive.Arguments, directive.ToString());
        }

        CheckDirectives(problems, schema);
        CheckCircles(problems, schema);
        return problems;
    }

    private static string Show(NamedType type) => type.ClrType is null ? $"\"{type}\"" : $"\"{type}\" ({type.ClrType.FullName})";

    private static string Show(NamedType type, FieldDefinition field) => Show($"{type}.{field.Name}", field.ClrMember);

    private static string Show(string coordinate, string? member) => member is null ? $"\"{coordinate}\"" : $"\"{coordinate}\" ({member})";

    private static void CheckName(List<string> problems, string name, string shown)
    {
        if (name.StartsWith("__", StringComparison.Ordinal))
        {
            problems.Add($"{shown}: names that begin with two underscores are reserved.");
        }
        else if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
        {
            problems.Add($"{shown}: \"{name}\" is no GraphQL name.");
        }
    }

    /// <summary>Section 3.3.1.</summary>
    private static void CheckRoots(List<string> problems, Schema schema)
    {
        ObjectType?[] roots = [schema.Query, schema.Mutation, schema.Subscription];
        foreach (var shared in roots.OfType<ObjectType>().GroupBy(root => root).Where(group => group.Count() > 1))
        {
            problems.Add($"{Show(shared.Key)} cannot be the root of several kinds of operations.");
        }
    }

    private static void CheckUnique<T>(List<string> problems, IEnumerable<T> items, string owner, string what)
        where T : class, INamedElement
    {
        foreach (var twice in items.GroupBy(item => item.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"{owner}: there are several {what} \"{twice.Key}\".");
        }
    }

    private static void CheckUnion(List<string> problems, UnionType type)
    {
        if (type.Types.Count == 0)
        {
            problems.Add($"{Show(type)}: a union must have at least one member.");
        }

        CheckUnique(problems, type.Types, Show(type), "members");
    }

    private static void CheckFields(List<string> problems, FieldsType type)
    {
        if (type.Fields.Count == 0)
        {
            problems.Add($"{Show(type)}: an object or interface must have at least one field.");
        }

        foreach (var field in type.Fields)
        {
            var shown = Show(type, field);
            CheckName(problems, field.Name, shown);
            if (!field.Type.IsOutput)
            {
                problems.Add($"{shown}: a field cannot be of the input type \"{field.Type}\".");
            }

            CheckArguments(problems, field.Arguments, shown);
        }

        CheckUnique(problems, type.Fields, Show(type), "fields");
        CheckUnique(problems, type.Interfaces, Show(type), "interfaces");
        foreach (var face in type.Interfaces.Distinct())
        {
            CheckImplementation(problems, type, face);
        }
    }

    private static void CheckArguments(List<string> problems, NamedList<InputValue> arguments, string owner)
    {
        foreach (var argument in arguments)
        {
            var shown = $"{owner}, argument \"{argument.Name}\"{(argument.ClrMember is null ? "" : $" ({argument.ClrMember})")}";
            CheckName(problems, argument.Name, shown);
            CheckInputValue(problems, argument, shown);
        }

        CheckUnique(problems, arguments, owner, "arguments");
    }

    private static void CheckInputValue(List<string> problems, InputValue value, string shown)
    {
        if (!value.Type.IsInput)
        {
            problems.Add($"{shown} cannot be of the output type \"{value.Type}\".");
        }
        else if (value.DefaultValue is not null && !LiteralCoercion.TryCoerce(value.DefaultValue, value.Type, VariableValues.None, out _))
        {
            problems.Add($"{shown}: the default {value.DefaultValue} is not of the type \"{value.Type}\".");
        }

        if (value is { IsRequired: true, DeprecationReason: not null })
        {
            problems.Add($"{shown} is required and cannot be deprecated.");
        }
    }

    /// <summary>Section 3.6.1: IsValidImplementation.</summary>
    private static void CheckImplementation(List<string> problems, FieldsType type, InterfaceType face)
    {
        if (ReferenceEquals(type, face))
        {
            problems.Add($"{Show(type)} cannot implement itself.");
            return;
        }

        foreach (var missing in face.Interfaces.Where(inherited => !type.Interfaces.Contains(inherited)))
        {
            problems.Add($"{Show(type)} must implement \"{missing}\", because \"{face}\" does.");
        }

        foreach (var expected in face.Fields)
        {
            if (type.Fields.Find(expected.Name) is not { } field)
            {
                problems.Add($"{Show(type)} lacks the field {Show(face, expected)}, which its interface \"{face}\" has.");
                continue;
            }

            var shown = Show(type, field);
            if (!Schema.IsSubtype(field.Type, expected.Type))
            {
                problems.Add($"{shown} is of the type \"{field.Type}\" where its interface \"{face}\" has \"{expected.Type}\".");
            }

            if (field.DeprecationReason is not null && expected.DeprecationReason is null)
            {
                problems.Add($"{shown} is deprecated, but not in its interface \"{face}\".");
            }

            foreach (var argument in expected.Arguments)
            {
                if (field.Arguments.Find(argument.Name) is not { } own)
                {
                    problems.Add($"{shown} lacks the argument \"{argument.Name}\", which its interface \"{face}\" has.");
                }
                else if (!GraphType.AreEqual(own.Type, argument.Type))
                {
                    problems.Add($"{shown}: the argument \"{argument.Name}\" is of the type \"{own.Type}\" where its interface \"{face}\" has \"{argument.Type}\".");
                }
            }

            foreach (var own in field.Arguments.Where(argument => argument.IsRequired && !expected.Arguments.Contains(argument.Name)))
            {
                problems.Add($"{shown}: the argument \"{own.Name}\" is required, but its interface \"{face}\" does not have it.");
            }
        }
    }

    private static void CheckEnum(List<string> problems, EnumType type)
    {
        if (type.Values.Count == 0)
        {
            problems.Add($"{Show(type)}: an enum must have at least one value.");
        }

        CheckUnique(problems, type.Values, Show(type), "values");

        foreach (var value in type.Values)
        {
            CheckName(problems, value.Name, $"{Show(type)}, value \"{value.Name}\"");
            if (value.Name is "true" or "false" or "null")
            {
                problems.Add($"{Show(type)}: \"{value.Name}\" cannot be the name of a value.");
            }
        }
    }

    private static void CheckInput(List<string> problems, InputObjectType type)
    {
        if (type.Fields.Count == 0)
        {
            problems.Add($"{Show(type)}: an input object must have at least one field.");
        }

        CheckUnique(problems, type.Fields, Show(type), "fields");

        foreach (var field in type.Fields)
        {
            var shown = Show($"{type}.{field.Name}", field.ClrMember);
            CheckName(problems, field.Name, shown);
            CheckInputValue(problems, field, shown);
            if (type.IsOneOf && (field.Type.IsNonNull || field.DefaultValue is not null))
            {
                problems.Add($"{shown}: a field of a oneOf input object must be nullable and have no default.");
            }
        }
    }
}
