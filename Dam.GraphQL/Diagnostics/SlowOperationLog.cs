using System.Globalization;
using System.Text;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Microsoft.Extensions.Logging;

namespace Dam.GraphQL.Diagnostics;

/// <summary>Logs operations that took long, with what they spent their time on. Neither the document nor its variables are shown: they may hold secrets.</summary>
internal sealed partial class SlowOperationLog(ILogger logger, TimeSpan threshold) : IExecutionObserver
{
    private ILogger Logger { get; } = logger;

    private TimeSpan Threshold { get; } = threshold;

    public IOperationObserver? Started(GraphQLRequest request) => new Watch(this);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Slow operation: {OperationType} {OperationName} took {Milliseconds} ms ({Steps}; {Fetches} fetches of {Keys} keys; {Errors} errors); document {DocumentHash}.")]
    private static partial void LogSlow(
        ILogger logger, string operationType, string operationName, double milliseconds, string steps, int fetches, int keys, int errors, string documentHash);

    private sealed class Watch(SlowOperationLog log) : IOperationObserver
    {
        private readonly TimeSpan?[] _steps = new TimeSpan?[Enum.GetValues<ExecutionStep>().Length];
        private OperationRequest? _operation;
        private string _documentHash = "unknown";
        private int _fetches;
        private int _keys;

        public void PlanLookedUp(string documentHash, bool wasKept) => _documentHash = documentHash;

        public void StepEnded(ExecutionStep step, TimeSpan elapsed) => _steps[(int)step] = elapsed;

        public void Prepared(OperationRequest operation) => _operation = operation;

        public Action<Exception?>? FetchStarted(LoaderFetch fetch)
        {
            _fetches++;
            _keys += fetch.Keys;
            return null;
        }

        public void Ended(GraphQLResult? result, Exception? exception)
        {
            var elapsed = TimeSpan.Zero;
            foreach (var step in _steps)
            {
                elapsed += step ?? TimeSpan.Zero;
            }

            if (elapsed < log.Threshold)
            {
                return;
            }

            LogSlow(
                log.Logger,
                _operation is null ? "refused" : OperationNames.TypeOf(_operation.Operation.Kind),
                Excerpt.Of(_operation?.Operation.Name ?? "(anonymous)", 200),
                Math.Round(elapsed.TotalMilliseconds, 1),
                Steps(),
                _fetches,
                _keys,
                result?.Errors.Count ?? 0,
                _operation?.DocumentHash ?? _documentHash);
        }

        private string Steps()
        {
            var text = new StringBuilder();
            for (var step = 0; step < _steps.Length; step++)
            {
                if (_steps[step] is { } elapsed)
                {
                    text.Append(text.Length == 0 ? "" : ", ")
                        .Append(CultureInfo.InvariantCulture, $"{((ExecutionStep)step).ToString().ToLowerInvariant()} {elapsed.TotalMilliseconds:0.0}");
                }
            }

            return text.ToString();
        }
    }
}
