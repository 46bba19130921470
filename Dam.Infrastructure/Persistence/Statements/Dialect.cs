using System.Data.Common;

namespace Dam.Infrastructure.Persistence.Statements;

/// <summary>The few words in which databases differ. Identifiers are in double quotes everywhere, as the standard has it.</summary>
internal abstract class Dialect
{
    public abstract DbParameter CreateParameter(string name, object value);

    /// <summary>An id as a parameter's value.</summary>
    public abstract object IdValue(Guid id);

    /// <summary>What stands around the parameter of a text, so that it is compared as the columns are.</summary>
    public virtual (string Before, string After) AroundText => ("", "");

    /// <summary>
    /// What stands behind a table's alias, and at the end of a query, to keep the rows found from other writers until the transaction ends. Nothing where a transaction that writes
    /// is alone.
    /// </summary>
    public virtual (Sql Hint, Sql Clause) RowLock => (new Sql(""), new Sql(""));

    /// <summary>The same, but rows that somebody else keeps are passed over.</summary>
    public virtual (Sql Hint, Sql Clause) RowLockOnFree => (new Sql(""), new Sql(""));

    /// <summary>
    /// What stands before the condition of an UPDATE, and at its end, so that it gives these columns of the rows that it has changed.
    /// </summary>
    /// <param name="columns">By their names, in double quotes.</param>
    public virtual (Sql BeforeWhere, Sql AtEnd) Returning(params IReadOnlyList<string> columns) => (new Sql(""), new Sql($"\nRETURNING {string.Join(", ", columns)}"));

    /// <summary>Whether the planner takes two conditions of one join to have nothing to do with each other.</summary>
    public virtual bool MultipliesSelectivities => false;

    /// <summary>The rows of a reader that has just been opened.</summary>
    public abstract Row RowOf(DbDataReader reader);

    /// <summary>Appends <c>column IN (…)</c> with the list as one parameter, so that the text does not depend on its length.</summary>
    public abstract void AppendIn(Statement statement, Sql column, IReadOnlyCollection<Guid> ids);

    /// <summary>The same for texts.</summary>
    public abstract void AppendIn(Statement statement, Sql column, IReadOnlyCollection<string> texts);

    /// <summary>Appends a list of texts as the rows of a table <c>k</c> with the column <c>Value</c>.</summary>
    public abstract void AppendTexts(Statement statement, IReadOnlyCollection<string> texts);

    /// <summary>The same for numbers.</summary>
    public abstract void AppendIn(Statement statement, Sql column, IReadOnlyCollection<int> numbers);

    /// <summary>The type of texts of any length.</summary>
    public virtual Sql LongText { get; } = new("text");

    /// <summary>A column under which no index is looked for, where the planner knows too little to see when that is best.</summary>
    public virtual Sql Unindexed(Sql column) => column;

    /// <summary>Appends the condition that a text occurs in a column, each character meaning itself.</summary>
    public abstract void AppendContains(Statement statement, Sql column, string text);

    /// <summary>
    /// Appends a query that is run for each of several owners by itself, as often as there are ids: what an index holds of one of them in order, up to a limit, is found without
    /// looking at the rest. The rows of each owner come in order.
    /// </summary>
    /// <param name="order">Of the rows; its columns are among those selected.</param>
    /// <param name="backward">Whether they come from the order's end.</param>
    /// <param name="query">Appends the query, with the limit, given what stands for the owner's id. Names no column twice.</param>
    public abstract void AppendForEach(Statement statement, IReadOnlyCollection<Guid> ids, Keyset order, bool backward, Action<Owner> query);

    /// <summary>Appends the end of an ordered query: at most so many rows.</summary>
    public abstract void AppendLimit(Statement statement, int count);
}
