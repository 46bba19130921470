using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Dam.Tests.Api;

/// <summary>Counts the SQL statements that one host's database runs, but for those of the job worker, which polls on its own.</summary>
internal sealed class StatementCounter : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _data;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<string> _statements = [];

    public StatementCounter(DamHost host)
    {
        _data = host.Data;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    public IReadOnlyList<string> Statements
    {
        get
        {
            lock (_statements)
            {
                return [.. _statements];
            }
        }
    }

    public void Reset()
    {
        lock (_statements)
        {
            _statements.Clear();
        }
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandExecutedEventData executed
            && executed.Command.Connection?.ConnectionString.Contains(_data, StringComparison.Ordinal) == true
            && !executed.Command.CommandText.Contains("jobs", StringComparison.OrdinalIgnoreCase)
            && !executed.Command.CommandText.StartsWith("PRAGMA", StringComparison.Ordinal))
        {
            lock (_statements)
            {
                _statements.Add(executed.Command.CommandText);
            }
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private const string DbLoggerCategory = "Microsoft.EntityFrameworkCore";
}
