using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Validation;

public static partial class SchemaValidation
{
    /// <summary>Section 3.10: an input object that must hold itself has no finite value.</summary>
    private static void CheckCircles(List<string> problems, Schema schema)
    {
        var done = new HashSet<InputObjectType>();
        foreach (var type in schema.Types.OfType<InputObjectType>())
        {
            Visit(type, []);
        }

        void Visit(InputObjectType type, List<(InputObjectType Type, string Field)> path)
        {
            if (path.FindIndex(step => step.Type == type) is >= 0 and var start)
            {
                problems.Add($"{Show(type)} must hold itself without end, through {string.Join(", ", path.Skip(start).Select(step => $"\"{step.Type}.{step.Field}\""))}.");
                return;
            }

            if (!done.Add(type))
            {
                return;
            }

            foreach (var field in type.Fields)
            {
                if (field.Type is NonNullType { Of: InputObjectType next })
                {
                    path.Add((type, field.Name));
                    Visit(next, path);
                    path.RemoveAt(path.Count - 1);
                }
            }
        }
    }

    /// <summary>Section 3.10: InputObjectDefaultValueHasCycle. What an object leaves out has its own default, which may leave out what led to it.</summary>
    private static void CheckDefaultCircles(List<string> problems, Schema schema)
    {
        var done = new HashSet<InputValue>();
        var path = new List<(InputObjectType Type, InputValue Field)>();
        foreach (var type in schema.Types.OfType<InputObjectType>())
        {
            foreach (var field in type.Fields)
            {
                VisitField(type, field);
            }
        }

        void VisitField(InputObjectType type, InputValue field)
        {
            if (path.FindIndex(step => step.Field == field) is >= 0 and var start)
            {
                problems.Add(
                    $"{Show($"{type}.{field.Name}", field.ClrMember)}: the default holds itself without end, through {string.Join(", ", path.Skip(start).Select(step => $"\"{step.Type}.{step.Field.Name}\""))}.");
            }
            else if (field.DefaultValue is not null && done.Add(field))
            {
                path.Add((type, field));
                VisitValue(field.DefaultValue, field.Type);
                path.RemoveAt(path.Count - 1);
            }
        }

        void VisitValue(Value value, GraphType type)
        {
            switch (type.Nullable, value)
            {
                case (ListType list, ListValue items):
                    foreach (var item in items.Items)
                    {
                        VisitValue(item, list.Of);
                    }

                    break;
                case (ListType list, _):
                    VisitValue(value, list.Of);
                    break;
                case (InputObjectType input, ObjectValue given):
                    foreach (var field in input.Fields)
                    {
                        if (given.Fields.FirstOrDefault(candidate => string.Equals(candidate.Name, field.Name, StringComparison.Ordinal)) is { } own)
                        {
                            VisitValue(own.Value, field.Type);
                        }
                        else
                        {
                            VisitField(input, field);
                        }
                    }

                    break;
            }
        }
    }
}
