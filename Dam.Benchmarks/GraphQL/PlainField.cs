using System.Linq.Expressions;
using System.Reflection;
using System.Text;
using Dam.GraphQL.Json;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.Benchmarks.GraphQL;

/// <summary>A field as an engine without compiled writers knows it: its value is an object, whatever it is, and written by looking at what it is.</summary>
/// <param name="Name">The response key.</param>
/// <param name="Key">Comma, key and colon in UTF-8.</param>
/// <param name="Read">Takes the value from the parent; null for the field that is loaded.</param>
/// <param name="Below">The fields of the objects it leads to.</param>
internal sealed record PlainField(string Name, byte[] Key, Func<object?, object?>? Read, PlainField[] Below)
{
    /// <summary>The engine's own plan of the comparison's query, so that all executors share what is flattened, merged and looked up beforehand.</summary>
    public static PlainField[] Of(SelectionPlan plan, Type parent) => [.. plan.Fields.Select(field => Of(field, parent))];

    public static void WriteLeaf(JsonBuffer json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull();
                break;
            case string text:
                json.WriteString(text);
                break;
            case int number:
                json.WriteNumber(number);
                break;
            case long number:
                json.WriteNumber(number);
                break;
            case double number:
                json.WriteNumber(number);
                break;
            case bool flag:
                json.WriteBoolean(flag);
                break;
            case DateTimeOffset instant:
                json.WriteInstant(instant);
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is no leaf of the comparison.");
        }
    }

    private static PlainField Of(FieldPlan field, Type parent)
    {
        var (read, child) = field.Field.Name switch
        {
            "products" => (static _ => Catalog.Queries.GetProducts(), typeof(Catalog.Product)),
            "assets" => ((Func<object?, object?>?)null, typeof(Catalog.Asset)),
            var name => (Reader(parent.GetProperty(name, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance)!), null),
        };
        return new PlainField(
            field.ResponseName, Encoding.UTF8.GetBytes($",\"{field.ResponseName}\":"), read, child is null ? [] : Of(field.Children!.For((ObjectType)field.Children.Type), child));
    }

    private static Func<object?, object?> Reader(PropertyInfo property)
    {
        var parent = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(parent, property.DeclaringType!), property);
        return Expression.Lambda<Func<object?, object?>>(Expression.Convert(value, typeof(object)), parent).Compile();
    }
}
