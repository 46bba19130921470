using Dam.GraphQL.Coercion;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

public static partial class SchemaValidation
{
    /// <summary>Section 3.13: definitions do not refer to themselves, and what is applied is defined, fits its place and has its arguments.</summary>
    private static void CheckDirectives(List<string> problems, Schema schema)
    {
        CheckUnique(problems, schema.Directives, "The schema", "directives");
        foreach (var directive in schema.Directives)
        {
            if (directive.Locations.Count == 0)
            {
                problems.Add($"{directive}: a directive must have a place where it may stand.");
            }

            if (LeadsTo(schema, directive))
            {
                problems.Add($"{directive} cannot refer to itself through its arguments.");
            }

            foreach (var argument in directive.Arguments)
            {
                CheckApplied(problems, schema, argument.AppliedDirectives, "ARGUMENT_DEFINITION", $"{directive}, argument \"{argument.Name}\"");
            }
        }

        CheckApplied(problems, schema, schema.AppliedDirectives, "SCHEMA", "The schema");
        foreach (var type in schema.Types.Where(type => !IntrospectionTypes.All.Contains(type)))
        {
            CheckApplied(problems, schema, type.AppliedDirectives, LocationOf(type), Show(type));
            CheckAppliedToMembers(problems, schema, type);
        }
    }

    private static string LocationOf(NamedType type) => type switch
    {
        ObjectType => "OBJECT",
        InterfaceType => "INTERFACE",
        UnionType => "UNION",
        EnumType => "ENUM",
        InputObjectType => "INPUT_OBJECT",
        _ => "SCALAR",
    };

    private static void CheckAppliedToMembers(List<string> problems, Schema schema, NamedType type)
    {
        foreach (var field in (type as FieldsType)?.Fields ?? NamedList<FieldDefinition>.Empty)
        {
            CheckApplied(problems, schema, field.AppliedDirectives, "FIELD_DEFINITION", Show(type, field));
            foreach (var argument in field.Arguments)
            {
                CheckApplied(problems, schema, argument.AppliedDirectives, "ARGUMENT_DEFINITION", $"{Show(type, field)}, argument \"{argument.Name}\"");
            }
        }

        foreach (var value in (type as EnumType)?.Values ?? NamedList<EnumTypeValue>.Empty)
        {
            CheckApplied(problems, schema, value.AppliedDirectives, "ENUM_VALUE", $"{Show(type)}, value \"{value.Name}\"");
        }

        foreach (var field in (type as InputObjectType)?.Fields ?? NamedList<InputValue>.Empty)
        {
            CheckApplied(problems, schema, field.AppliedDirectives, "INPUT_FIELD_DEFINITION", Show($"{type}.{field.Name}", field.ClrMember));
        }
    }

    private static void CheckApplied(List<string> problems, Schema schema, IReadOnlyList<AppliedDirective> applied, string location, string shown)
    {
        foreach (var group in applied.GroupBy(directive => directive.Name, StringComparer.Ordinal))
        {
            if (schema.Directives.Find(group.Key) is not { } definition)
            {
                problems.Add($"{shown}: there is no directive \"@{group.Key}\".");
                continue;
            }

            if (!definition.Locations.Contains(location, StringComparer.Ordinal))
            {
                problems.Add($"{shown}: {definition} may not stand on {location}.");
            }

            if (!definition.IsRepeatable && group.Count() > 1)
            {
                problems.Add($"{shown}: {definition} may stand there once.");
            }

            foreach (var directive in group)
            {
                CheckApplied(problems, definition, directive, shown);
            }
        }
    }

    private static void CheckApplied(List<string> problems, DirectiveDefinition definition, AppliedDirective applied, string shown)
    {
        foreach (var given in applied.Arguments)
        {
            if (definition.Arguments.Find(given.Name) is not { } argument)
            {
                problems.Add($"{shown}: {definition} has no argument \"{given.Name}\".");
            }
            else if (argument.Type.IsInput && !LiteralCoercion.TryCoerce(given.Value, argument.Type, VariableValues.None, out _))
            {
                problems.Add($"{shown}: {definition} has the argument \"{given.Name}\" of the type \"{argument.Type}\", which {given.Value} is not.");
            }
        }

        foreach (var missing in definition.Arguments.Where(argument => argument.IsRequired && !applied.Arguments.Any(given => string.Equals(given.Name, argument.Name, StringComparison.Ordinal))))
        {
            problems.Add($"{shown}: {definition} needs the argument \"{missing.Name}\".");
        }
    }

    /// <summary>Whether a directive's arguments, or what their types are made of, have the directive applied to them.</summary>
    private static bool LeadsTo(Schema schema, DirectiveDefinition directive)
    {
        var seen = new HashSet<object>();
        var open = new Stack<object>();
        OpenArguments(directive);
        while (open.TryPop(out var element))
        {
            if (!seen.Add(element))
            {
                continue;
            }

            switch (element)
            {
                case DirectiveDefinition found:
                    if (ReferenceEquals(found, directive))
                    {
                        return true;
                    }

                    OpenArguments(found);
                    break;
                case InputValue value:
                    Open(value.AppliedDirectives);
                    open.Push(value.Type.Named);
                    break;
                case EnumTypeValue value:
                    Open(value.AppliedDirectives);
                    break;
                case NamedType type:
                    Open(type.AppliedDirectives);
                    OpenMembers(type);
                    break;
            }
        }

        return false;

        void OpenArguments(DirectiveDefinition definition)
        {
            foreach (var argument in definition.Arguments)
            {
                open.Push(argument);
            }
        }

        void OpenMembers(NamedType type)
        {
            IEnumerable<object> members = type switch
            {
                InputObjectType input => input.Fields,
                EnumType values => values.Values,
                _ => [],
            };
            foreach (var member in members)
            {
                open.Push(member);
            }
        }

        void Open(IReadOnlyList<AppliedDirective> applied)
        {
            foreach (var definition in applied.Select(found => schema.Directives.Find(found.Name)).OfType<DirectiveDefinition>())
            {
                open.Push(definition);
            }
        }
    }
}
