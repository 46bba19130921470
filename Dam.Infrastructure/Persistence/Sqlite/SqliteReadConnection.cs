using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>A connection that only reads, and what it has prepared. Used by one thread at a time.</summary>
internal sealed class SqliteReadConnection : IDisposable
{
    /// <summary>Callers compose filters, so there is no end of statements. When there are so many, all are forgotten: those that matter are back at once.</summary>
    private const int MostStatements = 200;

    /// <summary>SQLite then keeps more of what preparing takes, since the statement will be used often.</summary>
    private const uint Persistent = 1;

    /// <summary>In KiB; the rest is the operating system's cache.</summary>
    private const string Settings = "PRAGMA query_only = ON; PRAGMA busy_timeout = 5000; PRAGMA cache_size = -16000;";

    private readonly Dictionary<string, nint> _statements = new(StringComparer.Ordinal);
    private readonly nint _connection;

    public SqliteReadConnection(string path)
    {
        var result = SqliteNative.Open(path, out _connection, SqliteNative.OpenReadWrite | SqliteNative.OpenNoMutex, vfs: 0);
        try
        {
            Check(result);
            Execute(Settings);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public List<T> Query<T>(string text, IReadOnlyList<object> values, Func<Row, T> read, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var statement = Prepare(text);
        var rows = new List<T>();
        var row = new SqliteRow(statement);
        using var interrupt = ct.UnsafeRegister(static connection => SqliteNative.Interrupt(((SqliteReadConnection)connection!)._connection), this);
        var (parameter, each) = Bind(statement, values);
        if (each is null)
        {
            Run();
            return rows;
        }

        // In one transaction: all of them see the same, and the file is locked once.
        Execute("BEGIN");
        foreach (var value in each)
        {
            Bind(statement, parameter, value);
            Run();
        }

        Execute("COMMIT");
        return rows;

        void Run()
        {
            int result;
            while ((result = SqliteNative.Step(statement)) == SqliteNative.Row)
            {
                rows.Add(read(row));
            }

            // The same error comes from resetting.
            if (SqliteNative.Reset(statement) == SqliteNative.Interrupted)
            {
                ct.ThrowIfCancellationRequested();
            }

            Check(result == SqliteNative.Done ? SqliteNative.Ok : result);
        }
    }

    public void Dispose()
    {
        Forget();
        _ = SqliteNative.Close(_connection);
    }

    private nint Prepare(string text)
    {
        if (_statements.TryGetValue(text, out var statement))
        {
            return statement;
        }

        if (_statements.Count == MostStatements)
        {
            Forget();
        }

        Check(SqliteNative.Prepare(_connection, text, -1, Persistent, out statement, tail: 0));
        _statements.Add(text, statement);
        return statement;
    }

    private void Forget()
    {
        foreach (var statement in _statements.Values)
        {
            _ = SqliteNative.Finalize(statement);
        }

        _statements.Clear();
    }

    /// <summary>Binds the values; the one that stands for several is left to be bound to each, and told.</summary>
    private (int Parameter, IReadOnlyList<object>? Each) Bind(nint statement, IReadOnlyList<object> values)
    {
        (int, IReadOnlyList<object>?) each = default;
        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is EachOf several)
            {
                each = (i + 1, several.Values);
            }
            else
            {
                Bind(statement, i + 1, values[i]);
            }
        }

        return each;
    }

    private void Bind(nint statement, int parameter, object value) => Check(value switch
    {
        string text => SqliteNative.Bind(statement, parameter, text),
        byte[] bytes => SqliteNative.Bind(statement, parameter, bytes),
        long number => SqliteNative.Bind(statement, parameter, number),
        _ => throw new ArgumentException($"SQLite has no {value.GetType()}.", nameof(value)),
    });

    private void Execute(string text) => Check(SqliteNative.Execute(_connection, text, callback: 0, state: 0, error: 0));

    private void Check(int result)
    {
        if (result != SqliteNative.Ok)
        {
            throw new SqliteException($"SQLite Error {result}: '{SqliteNative.Message(_connection)}'.", result, SqliteNative.ExtendedError(_connection));
        }
    }
}
