using System.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Planning;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Execution;

internal sealed partial class RequestExecution
{
    /// <summary>A resolver, or the writing of its value, threw.</summary>
    /// <param name="exception">What it threw; shown only when it is a <see cref="GraphQLException"/>, or <see cref="ExecutionOptions.Translate"/> has one for it.</param>
    /// <param name="plan">The field.</param>
    /// <param name="parents">The set of its parents.</param>
    /// <param name="row">The parent's row.</param>
    /// <param name="positions">List positions below the field.</param>
    public void Report(Exception exception, FieldPlan plan, ObjectSet parents, int row, ReadOnlySpan<int> positions = default)
    {
        // Who was told to stop has not failed: the whole request is what ran out of time.
        _isCutShort |= exception is OperationCanceledException && Cancellation.IsCancellationRequested;
        var error = (exception as GraphQLException ?? Options.Translate?.Invoke(exception)) is { } shown
            ? Plan.ErrorOf(shown)
            : Mask(exception, plan);
        Add(error, plan, parents, row, positions);
    }

    /// <summary>Section 6.4.4: a null where none may be.</summary>
    public void ReportNull(FieldPlan plan, ObjectSet parents, int row, ReadOnlySpan<int> positions = default)
        => Add(
            new GraphQLError($"Cannot return null for non-nullable field {plan.Parent}.{plan.Field.Name}.") { Code = ErrorCodes.InternalError },
            plan, parents, row, positions);

    private void Add(GraphQLError error, FieldPlan plan, ObjectSet parents, int row, ReadOnlySpan<int> positions)
    {
        lock (_gate)
        {
            if (_errors?.Count >= Options.MaxErrors)
            {
                return;
            }
        }

        var path = new List<object>();
        parents.AppendPath(row, path);
        path.Add(plan.ResponseName);
        foreach (var position in positions)
        {
            path.Add(position);
        }

        lock (_gate)
        {
            (_errors ??= []).Add(error with { Path = path, Locations = error.Locations.Count > 0 ? error.Locations : plan.Locations });
        }
    }

    private GraphQLError Mask(Exception exception, FieldPlan plan)
    {
        var traceId = Activity.Current?.TraceId.ToString() ?? Request.TraceId;

        // One failed batch is one failure, however many rows it had; and who was told to stop has not failed.
        if (!Cancellation.IsCancellationRequested && !ReferenceEquals(Interlocked.Exchange(ref _lastLogged, exception), exception))
        {
            LogFailure(_executor.Logger, plan.Parent.Name, plan.Field.Name, plan.Field.ClrMember, traceId, exception);
            _observation?.Failed(exception, plan);
        }

        return new GraphQLError("Internal error.")
        {
            Code = ErrorCodes.InternalError,
            Extensions = traceId is null ? null : new Dictionary<string, object?>(StringComparer.Ordinal) { ["traceId"] = traceId },
        };
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The resolver of {Type}.{Field} ({Member}) failed; trace {TraceId}.")]
    private static partial void LogFailure(ILogger logger, string type, string field, string? member, string? traceId, Exception exception);
}
