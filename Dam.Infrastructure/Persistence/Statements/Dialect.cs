using System.Data.Common;

namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>The few words in which databases differ. Identifiers are in double quotes everywhere, as the standard has it.</summary>
internal abstract class Dialect
{
    public abstract DbParameter CreateParameter(string name, object value);

    /// <summary>An id as a parameter's value.</summary>
    public abstract object IdValue(Guid id);

    /// <summary>The rows of a reader that has just been opened.</summary>
    public abstract Row RowOf(DbDataReader reader);

    /// <summary>Appends <c>column IN (…)</c> with the list as one parameter, so that the text does not depend on its length.</summary>
    public abstract void AppendIn(Statement statement, Sql column, IReadOnlyCollection<Guid> ids);

    /// <summary>The same for texts.</summary>
    public abstract void AppendIn(Statement statement, Sql column, IReadOnlyCollection<string> texts);

    /// <summary>Appends the condition that a text occurs in a column, each character meaning itself.</summary>
    public abstract void AppendContains(Statement statement, Sql column, string text);

    /// <summary>Appends the end of an ordered query: at most so many rows.</summary>
    public abstract void AppendLimit(Statement statement, int count);
}
