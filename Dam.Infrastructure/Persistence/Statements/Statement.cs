using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>A piece of SQL that was written by us, such as a column's name. Values never become one.</summary>
internal readonly record struct Sql(string Text);

/// <summary>A parameter's value as the dialect itself has made it, such as a list.</summary>
internal readonly record struct Parameter(object Value);

/// <summary>A parameter's values, for each of which the statement is run.</summary>
internal sealed record EachOf(IReadOnlyList<object> Values);

/// <summary>What stands for the id of one of several owners: a column, or a parameter that is bound to each.</summary>
internal readonly struct Owner
{
    public Owner(Sql column) => Column = column;

    public Owner(IReadOnlyList<object> ids) => Ids = new EachOf(ids);

    public Sql Column { get; }

    public EachOf? Ids { get; }
}

/// <summary>
/// A statement in the making. What is appended is an interpolated string whose holes become parameters (only <see cref="Sql"/> is taken as text), so that
/// no value can ever be read as SQL.
/// </summary>
internal sealed class Statement(Dialect dialect)
{
    private readonly StringBuilder _text = new(2048);
    private readonly List<object> _values = [];

    public Dialect Dialect => dialect;

    public string Text => _text.ToString();

    public IReadOnlyList<object> Values => _values;

    public static string NameOf(int parameter) => parameter < Names.Length ? Names[parameter] : Name(parameter);

    public Statement Append([InterpolatedStringHandlerArgument("")] ref Fragment fragment)
    {
        _ = fragment;
        return this;
    }

    private void AppendValue(object value)
    {
        _text.Append(NameOf(_values.Count));
        _values.Add(value);
    }

    private void AppendText(string value)
    {
        var (before, after) = Dialect.AroundText;
        _text.Append(before);
        AppendValue(value);
        _text.Append(after);
    }

    private static readonly string[] Names = [.. Enumerable.Range(0, 32).Select(Name)];

    private static string Name(int parameter) => string.Create(CultureInfo.InvariantCulture, $"@p{parameter}");

    [InterpolatedStringHandler]
    public readonly ref struct Fragment
    {
        private readonly Statement _statement;

        public Fragment(int literalLength, int formattedCount, Statement statement)
        {
            _ = literalLength;
            _ = formattedCount;
            _statement = statement;
        }

        public void AppendLiteral(string text) => _statement._text.Append(text);

        public void AppendFormatted(Sql sql) => _statement._text.Append(sql.Text);

        public void AppendFormatted(Owner owner)
        {
            if (owner.Ids is { } ids)
            {
                _statement.AppendValue(ids);
            }
            else
            {
                AppendFormatted(owner.Column);
            }
        }

        public void AppendFormatted(Parameter parameter) => _statement.AppendValue(parameter.Value);

        public void AppendFormatted(string value) => _statement.AppendText(value);

        public void AppendFormatted(long value) => _statement.AppendValue(value);

        public void AppendFormatted(DateTimeOffset value) => _statement.AppendValue(value.UtcTicks);

        public void AppendFormatted(Guid value) => _statement.AppendValue(_statement.Dialect.IdValue(value));
    }
}
