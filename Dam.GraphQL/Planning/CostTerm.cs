using Dam.GraphQL.Coercion;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Language;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Planning;

/// <summary>A part of an operation's cost, told for each request's variables. What does not depend on them is folded into a number.</summary>
internal abstract class CostTerm
{
    /// <summary>The cost when it is the same for all variables.</summary>
    public virtual Cost? Constant => null;

    /// <exception cref="GraphQLException">The operation does not say how long a list is, and must.</exception>
    public abstract Cost Of(VariableValues variables);
}

internal sealed class ConstantCost(Cost cost) : CostTerm
{
    public override Cost? Constant => cost;

    public override Cost Of(VariableValues variables) => cost;
}

/// <summary>Fields of one object.</summary>
internal sealed class SumCost(Cost constant, CostTerm[] varying) : CostTerm
{
    public static CostTerm Of(Cost constant, IEnumerable<CostTerm> terms)
    {
        var varying = new List<CostTerm>();
        foreach (var term in terms)
        {
            if (term.Constant is { } known)
            {
                constant += known;
            }
            else
            {
                varying.Add(term);
            }
        }

        return varying.Count == 0 ? new ConstantCost(constant) : new SumCost(constant, [.. varying]);
    }

    public override Cost Of(VariableValues variables)
    {
        var sum = constant;
        foreach (var term in varying)
        {
            sum += term.Of(variables);
        }

        return sum;
    }
}

/// <summary>An object of one of several types: as dear as the dearest.</summary>
internal sealed class MaxCost(CostTerm[] alternatives) : CostTerm
{
    public static CostTerm Of(CostTerm[] alternatives)
    {
        if (alternatives.Length == 1)
        {
            return alternatives[0];
        }

        return Array.TrueForAll(alternatives, term => term.Constant is not null)
            ? new ConstantCost(alternatives.Aggregate(default(Cost), (most, term) => Cost.Max(most, term.Constant!.Value)))
            : new MaxCost(alternatives);
    }

    public override Cost Of(VariableValues variables)
    {
        var most = default(Cost);
        foreach (var term in alternatives)
        {
            most = Cost.Max(most, term.Of(variables));
        }

        return most;
    }
}

/// <summary>A field: its own weight, and each of its objects.</summary>
internal sealed class FieldCost(FieldWeight weight, SizeTerm size, CostTerm item) : CostTerm
{
    public static CostTerm Of(FieldWeight weight, SizeTerm size, CostTerm item)
        => weight.Constant is { } own && size.Constant is { } count && item.Constant is { } one ? new ConstantCost(new Cost(own, 0) + (count * one)) : new FieldCost(weight, size, item);

    public override Cost Of(VariableValues variables) => new Cost(weight.Of(variables), 0) + (size.Of(variables) * item.Of(variables));
}

/// <summary>What selecting a field costs by itself: its weight and that of what it is given.</summary>
/// <param name="fixedPart">All that does not depend on variables.</param>
/// <param name="varying">Arguments that do, with their definitions.</param>
internal sealed class FieldWeight(double fixedPart, IReadOnlyList<(NamedList<InputValue> Definitions, IReadOnlyList<Argument> Given)> varying)
{
    public double? Constant => varying.Count == 0 ? Cost.Clamp(fixedPart) : null;

    public double Of(VariableValues variables)
    {
        var sum = fixedPart;
        foreach (var (definitions, given) in varying)
        {
            sum += InputWeights.Of(definitions, given, variables);
        }

        return Cost.Clamp(sum);
    }
}

/// <summary>How many items a list is taken to have.</summary>
internal abstract class SizeTerm
{
    public virtual double? Constant => null;

    public abstract double Of(VariableValues variables);
}

internal sealed class ConstantSize(double size) : SizeTerm
{
    public static readonly ConstantSize One = new(1);

    public override double? Constant => size;

    public override double Of(VariableValues variables) => size;
}

/// <summary>A list of lists.</summary>
internal sealed class NestedSize(SizeTerm outer, double inner) : SizeTerm
{
    public override double? Constant => inner * outer.Constant;

    public override double Of(VariableValues variables) => inner * outer.Of(variables);
}

/// <summary>Bounded by arguments of a field.</summary>
internal sealed class SlicedSize(FieldDefinition field, Field node, int defaultSize) : SizeTerm
{
    private readonly ListSize _rule = field.ListSize!;

    public override double Of(VariableValues variables)
    {
        var (given, largest) = (0, 0L);
        foreach (var name in _rule.SlicingArguments)
        {
            if (Read(name, variables) is { } slice)
            {
                given++;
                largest = Math.Max(largest, slice);
            }
        }

        if (_rule.RequireOneSlicingArgument && given != 1)
        {
            throw new GraphQLException(
                $"The field \"{field.Name}\" needs exactly one of the arguments {string.Join(", ", _rule.SlicingArguments.Select(name => $"\"{name}\""))}.", ErrorCodes.BadUserInput)
            {
                Offset = node.Start,
            };
        }

        return Math.Clamp(given > 0 ? largest : _rule.SlicingArgumentDefaultValue ?? _rule.AssumedSize ?? defaultSize, 0, _rule.Most);
    }

    /// <summary>The argument's number, or its list's length, by the rules of section 6.4.1; null when it has none.</summary>
    private long? Read(string name, VariableValues variables)
    {
        var definition = field.Arguments.Find(name)!;
        var value = node.Arguments.FirstOrDefault(argument => string.Equals(argument.Name, name, StringComparison.Ordinal))?.Value;
        if (value is Variable variable)
        {
            if (variables.TryGet(variable.Name, out var sent))
            {
                return sent switch
                {
                    null => null,
                    object?[] items => items.Length,
                    int number when definition.Type.Nullable is not ListType => number,
                    _ => 1,
                };
            }

            value = null;
        }

        return (value ?? definition.DefaultValue) switch
        {
            null or NullValue => null,
            ListValue list => list.Items.Count,
            IntValue literal when definition.Type.Nullable is not ListType
                => int.TryParse(literal.Text, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => 1,
        };
    }
}
