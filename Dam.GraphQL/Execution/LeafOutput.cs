using System.Collections.Frozen;
using System.Text;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>What became of a value that was to be written.</summary>
internal enum Outcome : byte
{
    Written,

    /// <summary>It is null; nothing was written.</summary>
    Null,

    /// <summary>Its error is recorded; what was written must be taken back.</summary>
    Failed,
}

/// <summary>How a field's values become part of the response.</summary>
internal abstract class Output<T>;

/// <summary>Writes leaf values, lists of them included, without boxing.</summary>
internal abstract class LeafOutput<T> : Output<T>
{
    public abstract Outcome Write(ResultWriter writer, T value);
}

internal sealed class StringOutput : LeafOutput<string?>
{
    public override Outcome Write(ResultWriter writer, string? value)
    {
        if (value is null)
        {
            return Outcome.Null;
        }

        writer.Json.WriteString(value.AsSpan());
        return Outcome.Written;
    }
}

internal sealed class IntOutput : LeafOutput<int>
{
    public override Outcome Write(ResultWriter writer, int value)
    {
        writer.Json.WriteNumber(value);
        return Outcome.Written;
    }
}

internal sealed class FloatOutput : LeafOutput<double>
{
    public override Outcome Write(ResultWriter writer, double value)
    {
        writer.Json.WriteNumber(double.IsFinite(value) ? value : throw new GraphQLException($"Float cannot represent non numeric value: {value}"));
        return Outcome.Written;
    }
}

internal sealed class BooleanOutput : LeafOutput<bool>
{
    public override Outcome Write(ResultWriter writer, bool value)
    {
        writer.Json.WriteBoolean(value);
        return Outcome.Written;
    }
}

internal sealed class GuidOutput : LeafOutput<Guid>
{
    public override Outcome Write(ResultWriter writer, Guid value)
    {
        writer.Json.WriteGuid(value);
        return Outcome.Written;
    }
}

/// <summary>A scalar's own C# type.</summary>
internal sealed class ScalarOutput<T>(ScalarType<T> scalar) : LeafOutput<T>
    where T : notnull
{
    public override Outcome Write(ResultWriter writer, T value)
    {
        if (value is null)
        {
            return Outcome.Null;
        }

        scalar.Write(writer.Json, value);
        return Outcome.Written;
    }
}

/// <summary>Any C# type that a scalar says it can write.</summary>
internal sealed class BoxedScalarOutput<T>(ScalarType scalar) : LeafOutput<T>
{
    public override Outcome Write(ResultWriter writer, T value)
    {
        if (value is null)
        {
            return Outcome.Null;
        }

        scalar.Write(writer.Json, value);
        return Outcome.Written;
    }
}

internal sealed class EnumOutput<T> : LeafOutput<T>
    where T : notnull
{
    private readonly FrozenDictionary<T, byte[]> _names;
    private readonly EnumType _type;

    public EnumOutput(EnumType type)
    {
        _type = type;
        _names = type.Values
            .DistinctBy(value => value.ClrValue)
            .ToFrozenDictionary(value => (T)value.ClrValue, value => Encoding.UTF8.GetBytes($"\"{value.Name}\""));
    }

    public override Outcome Write(ResultWriter writer, T value)
    {
        if (value is null)
        {
            return Outcome.Null;
        }

        writer.Json.WriteRaw(_names.TryGetValue(value, out var name) ? name : throw new GraphQLException($"Enum \"{_type.Name}\" cannot represent value: {value}"));
        return Outcome.Written;
    }
}

internal sealed class NullableOutput<T>(LeafOutput<T> inner) : LeafOutput<T?>
    where T : struct
{
    public override Outcome Write(ResultWriter writer, T? value) => value is { } given ? inner.Write(writer, given) : Outcome.Null;
}

internal sealed class LeafListOutput<TList, TItem>(LeafOutput<TItem> inner, bool itemsAreNonNull) : LeafOutput<TList>
    where TList : IEnumerable<TItem>?
{
    public override Outcome Write(ResultWriter writer, TList value)
    {
        if (value is null)
        {
            return Outcome.Null;
        }

        var json = writer.Json;
        var first = true;
        var level = writer.EnterList();
        json.WriteByte((byte)'[');
        foreach (var item in value)
        {
            if (!first)
            {
                json.WriteByte((byte)',');
            }

            first = false;
            var start = json.Length;
            Outcome outcome;
            try
            {
                outcome = inner.Write(writer, item);
            }
            catch (Exception exception) when (ResultWriter.IsFieldError(exception))
            {
                // A list in it may have failed before it was left.
                writer.LeaveList(level + 1);
                writer.ReportItem(exception);
                outcome = Outcome.Failed;
            }

            if (outcome != Outcome.Written)
            {
                if (itemsAreNonNull)
                {
                    if (outcome == Outcome.Null)
                    {
                        writer.ReportNullItem();
                    }

                    return Outcome.Failed;
                }

                json.Truncate(start);
                json.WriteNull();
            }

            writer.NextItem(level);
        }

        json.WriteByte((byte)']');
        writer.LeaveList(level);
        return Outcome.Written;
    }
}
