using System.Reflection;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Data;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Filters and orders.</summary>
internal static partial class InputBinders
{
    /// <summary>Holds a filter to its bounds before anything is made of it.</summary>
    private static Binder Within(FilterBoundsAttribute bounds, InputObjectType filter, Binder binder) => value =>
    {
        if (value is not null)
        {
            var conditions = 0;
            Check(value, depth: 0, filter, bounds, ref conditions);
        }

        return binder(value);
    };

    private static void Check(object? value, int depth, InputObjectType filter, FilterBoundsAttribute bounds, ref int conditions)
    {
        switch (value)
        {
            case null or Absent:
                return;
            case InputObjectValue given:
                // The objects of operations hold conditions, but are none themselves.
                if (ReferenceEquals(given.Type, filter) && ++depth > 1)
                {
                    Count(bounds, ref conditions);
                }

                if (depth > bounds.MaxDepth)
                {
                    throw new GraphQLException($"Filters nest at most {bounds.MaxDepth} deep.", ErrorCodes.FilterTooDeep);
                }

                foreach (var field in given.Values)
                {
                    Check(field, depth, filter, bounds, ref conditions);
                }

                return;
            case object?[] list:
                if (list.Length > bounds.MaxListLength)
                {
                    throw new GraphQLException($"A list in a filter holds at most {bounds.MaxListLength} values; {list.Length} were given.", ErrorCodes.FilterTooLarge);
                }

                foreach (var item in list)
                {
                    Check(item, depth, filter, bounds, ref conditions);
                }

                return;
            default:
                Count(bounds, ref conditions);
                return;
        }
    }

    private static void Count(FilterBoundsAttribute bounds, ref int conditions)
    {
        if (++conditions > bounds.MaxConditions)
        {
            throw new GraphQLException($"A filter holds at most {bounds.MaxConditions} conditions; each value of a list counts as one.", ErrorCodes.FilterTooLarge);
        }
    }

    private static Binder Sort<TField>(IReadOnlyList<FieldInfo> fields)
        where TField : struct, Enum
    {
        var values = fields.Select(field => (TField)field.GetValue(obj: null)!).ToArray();
        return value => value is InputObjectValue given ? new Sort<TField>(values[GivenField(given)], (SortDirection)given.Values[GivenField(given)]!) : null;
    }

    /// <summary>An order names each field once: a second time it says nothing, or the contrary.</summary>
    private static Binder OnceEach(Binder sorts) => value =>
    {
        if (value is object?[] items && items.OfType<InputObjectValue>().GroupBy(GivenField).FirstOrDefault(group => group.Skip(1).Any()) is { } repeated)
        {
            throw new GraphQLException($"An order names each field once; \"{repeated.First().Type.Fields[repeated.Key].Name}\" is in it twice.", ErrorCodes.OrderRepeated);
        }

        return sorts(value);
    };

    /// <summary>The field of a <c>@oneOf</c> object that was given.</summary>
    private static int GivenField(InputObjectValue value) => Array.FindIndex(value.Values, static field => field is not Absent);
}
