using System.Globalization;
using Dam.GraphQL.Language;

namespace Dam.GraphQL.Types;

/// <summary>The directives of the GraphQL Cost Directives draft, by which a schema's text declares what its fields cost.</summary>
public static class CostDirectives
{
    /// <summary>Declares a weight, written as a string.</summary>
    public static DirectiveDefinition Cost { get; } = new("cost")
    {
        Description = "What it adds to the cost of an operation that uses it.",
        Locations = ["ARGUMENT_DEFINITION", "ENUM", "FIELD_DEFINITION", "INPUT_FIELD_DEFINITION", "OBJECT", "SCALAR"],
        Arguments = new([new("weight", BuiltInScalars.String.NonNull()) { Description = "A number." }]),
    };

    /// <summary>Declares how long a list is.</summary>
    public static DirectiveDefinition ListSize { get; } = new("listSize")
    {
        Description = "How many items a list is taken to have.",
        Locations = ["FIELD_DEFINITION"],
        Arguments = new(
        [
            new("assumedSize", BuiltInScalars.Int) { Description = "Items when no slicing argument says it." },
            new("slicingArguments", BuiltInScalars.String.NonNull().List()) { Description = "Arguments that bound the list; the largest given one counts." },
            new("sizedFields", BuiltInScalars.String.NonNull().List()) { Description = "Fields of the field's type that are the lists." },
            new("requireOneSlicingArgument", BuiltInScalars.Boolean)
            {
                Description = "Whether exactly one slicing argument must be given.",
                DefaultValue = new BooleanValue { Value = true },
            },
            new("slicingArgumentDefaultValue", BuiltInScalars.Int) { Description = "Items when no slicing argument is given." },
        ]),
    };

    /// <summary>The weight that an element declares by <c>@cost</c>; null when it declares none.</summary>
    internal static double? WeightOf(IReadOnlyList<Directive> directives)
        => Argument(directives, Cost.Name, "weight") is StringValue text && double.TryParse(text.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var weight)
            && double.IsFinite(weight)
            ? weight
            : null;

    /// <summary>What a field declares by <c>@listSize</c>; null when it declares nothing.</summary>
    internal static ListSize? ListSizeOf(IReadOnlyList<Directive> directives)
    {
        if (directives.All(directive => !string.Equals(directive.Name, ListSize.Name, StringComparison.Ordinal)))
        {
            return null;
        }

        return new ListSize
        {
            AssumedSize = Number("assumedSize"),
            SlicingArguments = Names("slicingArguments"),
            SizedFields = Names("sizedFields"),
            RequireOneSlicingArgument = Argument(directives, ListSize.Name, "requireOneSlicingArgument") is not BooleanValue { Value: false },
            SlicingArgumentDefaultValue = Number("slicingArgumentDefaultValue"),
        };

        int? Number(string name)
            => Argument(directives, ListSize.Name, name) is IntValue literal && int.TryParse(literal.Text, CultureInfo.InvariantCulture, out var number) ? number : null;

        // A single value stands for a list of it.
        string[] Names(string name) => Argument(directives, ListSize.Name, name) switch
        {
            StringValue only => [only.Text],
            ListValue list => [.. list.Items.OfType<StringValue>().Select(item => item.Text)],
            _ => [],
        };
    }

    internal static AppliedDirective Apply(double weight)
        => new(Cost.Name, [new Argument { Name = "weight", Value = new StringValue { Text = weight.ToString(CultureInfo.InvariantCulture) } }]);

    internal static AppliedDirective Apply(ListSize size)
    {
        var arguments = new List<Argument>();
        Add("assumedSize", Number(size.AssumedSize));
        Add("slicingArguments", Names(size.SlicingArguments));
        Add("sizedFields", Names(size.SizedFields));
        Add("requireOneSlicingArgument", size.RequireOneSlicingArgument ? null : new BooleanValue { Value = false });
        Add("slicingArgumentDefaultValue", Number(size.SlicingArgumentDefaultValue));
        return new AppliedDirective(ListSize.Name, arguments);

        void Add(string name, Value? value)
        {
            if (value is not null)
            {
                arguments.Add(new Argument { Name = name, Value = value });
            }
        }

        static IntValue? Number(int? number) => number is { } given ? new IntValue { Text = given.ToString(CultureInfo.InvariantCulture) } : null;

        static ListValue? Names(IReadOnlyList<string> names)
            => names.Count == 0 ? null : new ListValue { Items = [.. names.Select(name => new StringValue { Text = name })] };
    }

    private static Value? Argument(IReadOnlyList<Directive> directives, string directive, string argument)
        => directives.FirstOrDefault(applied => string.Equals(applied.Name, directive, StringComparison.Ordinal))
            ?.Arguments.FirstOrDefault(given => string.Equals(given.Name, argument, StringComparison.Ordinal))?.Value;
}
