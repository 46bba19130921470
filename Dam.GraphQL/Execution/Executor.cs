using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Documents;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Json;
using Dam.GraphQL.Language;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Protection;
using Dam.GraphQL.Types;
using Dam.GraphQL.Validation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dam.GraphQL.Execution;

/// <summary>Section 6: from a request to its response. One for a schema; safe for any number of requests at a time.</summary>
public sealed partial class Executor
{
    private readonly RecentCache<PlanKey, OperationPlan> _plans;
    private readonly DocumentFinder _documents;
    private readonly CostGate _costs;
    private readonly TimeProvider _time;
    private readonly IExecutionObserver[] _observers;

    public Executor(
        Schema schema,
        ExecutionOptions? options = null,
        ILogger<Executor>? logger = null,
        TimeProvider? time = null,
        IEnumerable<IExecutionObserver>? observers = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Options = options ?? new ExecutionOptions();
        Logger = logger ?? NullLogger<Executor>.Instance;
        _time = time ?? TimeProvider.System;
        _plans = new RecentCache<PlanKey, OperationPlan>(
            Options.PlanCacheSize, plan => 1 + (plan.Document.Source.Utf8.Length / ExecutionOptions.PlanBytes), PlansEvicted);
        _documents = new DocumentFinder(Options.Documents);
        _costs = new CostGate(schema, Options.Cost, _time);
        var names = new OperationNames(Options.MaxOperationNames);
        _observers =
        [
            new ActivityObserver(names),
            new MetricsObserver(meters, names, _time),
            .. Options.SlowOperation is { } threshold ? [new SlowOperationLog(Logger, threshold)] : Array.Empty<IExecutionObserver>(),
            .. Options.Observers,
            .. observers ?? [],
        ];
        ConcreteTypes = new ConcreteTypes(schema);
        Introspection.Attach();
    }

    public Schema Schema { get; }

    public ExecutionOptions Options { get; }

    internal ILogger Logger { get; }

    internal ConcreteTypes ConcreteTypes { get; }

    /// <summary>Runs a query or mutation.</summary>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    public async ValueTask<GraphQLResult> ExecuteAsync(GraphQLRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var observation = Observation.Start(_observers, request, _time);
        var running = RunAsync(request, observation, cancellationToken);
        return await (observation is null ? running : observation.UntilEndedAsync(running));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GraphQLResult> RunAsync(GraphQLRequest request, Observation? observation, CancellationToken cancellationToken)
    {
        if (!TryPrepare(request, observation, out var plan, out var variables, out var charge, out var refusal))
        {
            return refusal;
        }

        return plan.Operation.Definition.Kind == OperationKind.Subscription
            ? Refuse("Subscriptions are not available over this transport.", ErrorCodes.OperationResolutionFailure)
            : await ExecuteAsync(request, plan, variables, rootValue: null, charge, observation, cancellationToken);
    }

    private void PlansEvicted(int count)
    {
        foreach (var observer in _observers)
        {
            observer.PlansEvicted(count);
        }
    }

    /// <summary>All that comes before execution: the plan, variables, and limits that depend on them.</summary>
    private bool TryPrepare(
        GraphQLRequest request,
        Observation? observation,
        [NotNullWhen(true)] out VariantPlan? variant,
        [NotNullWhen(true)] out VariableValues? variables,
        out Charge? charge,
        [NotNullWhen(false)] out GraphQLResult? refusal)
    {
        variant = null;
        variables = null;
        charge = null;
        var (plan, refused) = Plan(request, observation);
        if (plan is null)
        {
            refusal = refused!;
            return false;
        }

        var isPrepared = TryCoerce(request, plan, observation, out variant, out variables, out charge, out refusal);
        observation?.StepEnded(ExecutionStep.Coerce);
        return isPrepared;
    }

    private bool TryCoerce(
        GraphQLRequest request,
        OperationPlan plan,
        Observation? observation,
        [NotNullWhen(true)] out VariantPlan? variant,
        [NotNullWhen(true)] out VariableValues? variables,
        out Charge? charge,
        [NotNullWhen(false)] out GraphQLResult? refusal)
    {
        variant = null;
        charge = null;
        (variables, var errors) = VariableCoercion.Coerce(
            Schema, plan.Document, plan.Definition, request.Variables, Options.Validation.Suggestions, request.Files, Options.MaxVariableValues);
        if (errors.Count > 0)
        {
            refusal = new GraphQLResult(data: null, errors);
            return false;
        }

        variant = plan.Variant(variables);
        observation?.Prepared(new OperationRequest(request, variant, variables));
        refusal = CheckRoot(variant)
            ?? (Options.Limits.Count == 0 ? null : Check(new OperationRequest(request, variant, variables)))
            ?? _costs.Check(request, variant, variables, observation, out charge);
        return refusal is null;
    }

    private GraphQLResult? CheckRoot(VariantPlan plan)
    {
        var most = plan.Operation.Definition.Kind == OperationKind.Mutation ? Options.MaxMutationFields : Options.MaxRootFields;
        return plan.Root.Fields.Length <= most
            ? null
            : Refuse(
                $"The {plan.Operation.Definition.Kind.ToString().ToLowerInvariant()} has {plan.Root.Fields.Length} fields at its root, but at most {most} are allowed.",
                ErrorCodes.LimitExceeded);
    }

    private GraphQLResult? Check(OperationRequest operation)
    {
        foreach (var limit in Options.Limits)
        {
            if (limit.Check(operation) is { } error)
            {
                return new GraphQLResult(data: null, [error]);
            }
        }

        return null;
    }

    internal static GraphQLResult Refuse(string message, string? code) => new(data: null, [new GraphQLError(message) { Code = code }]);

    private async ValueTask<GraphQLResult> ExecuteAsync(
        GraphQLRequest request,
        VariantPlan variant,
        VariableValues variables,
        object? rootValue,
        Charge? charge,
        Observation? observation,
        CancellationToken cancellationToken)
    {
        if (variant.Root.Failure is { } failure)
        {
            var nothing = new JsonBuffer();
            nothing.WriteNull();
            return new GraphQLResult(nothing, [variant.ErrorOf(failure)]);
        }

        using var limit = new CancellationTokenSource(Options.Timeout, _time);
        using var registration = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        var execution = new RequestExecution(this, request, variant, variables, limit.Token, rootValue, observation);
        try
        {
            await RunAsync(execution, variant.Operation.Definition.Kind);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Refuse($"The request took longer than {Options.Timeout.TotalSeconds:0.###} seconds.", ErrorCodes.Timeout);
        }
        catch (TooManyObjectsException)
        {
            // What it was waiting for is not needed any more.
            await limit.CancelAsync();
            return Refuse($"The response has more than {Options.MaxObjects} objects. Ask for less at a time.", ErrorCodes.ResponseTooLarge);
        }
        finally
        {
            observation?.StepEnded(ExecutionStep.Execute);
        }

        var extensions = charge is null ? null : _costs.Settle(charge, execution);
        var json = new JsonBuffer { MaxLength = Options.MaxResponseBytes };
        try
        {
            new ResultWriter(execution, json).WriteData();
            json.CheckLength();
        }
        catch (JsonBufferFullException exception)
        {
            json.Dispose();
            return Refuse(exception.Message, ErrorCodes.ResponseTooLarge);
        }
        finally
        {
            execution.Return();
            observation?.StepEnded(ExecutionStep.Write);
        }

        return new GraphQLResult(json, execution.Errors) { Extensions = extensions };
    }

    private ValueTask RunAsync(RequestExecution execution, OperationKind kind) => kind == OperationKind.Mutation && Options.MutationScheduler is { } scheduler
        ? new(Task.Factory.StartNew(() => execution.RunAsync().AsTask(), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler).Unwrap())
        : execution.RunAsync();

    private (OperationPlan? Plan, GraphQLResult? Refusal) Plan(GraphQLRequest request, Observation? observation)
    {
        FoundDocument document;
        try
        {
            document = _documents.Find(request);
        }
        catch (GraphQLException exception)
        {
            return (null, Refuse(exception.Message, exception.Code));
        }

        var key = new PlanKey(document.Hash, request.OperationName);
        var plan = _plans.Find(key);
        observation?.PlanLookedUp(plan?.DocumentHash ?? document.Hash.ToString(), wasKept: plan is not null);
        if (plan is null)
        {
            (plan, var refusal) = Compile(document.Text, request.OperationName, observation);
            if (plan is null)
            {
                return (null, refusal);
            }

            _plans.Add(key, plan);
        }

        if (document.IsNew)
        {
            _documents.Register(document.Hash, plan.Document.Source.Utf8);
        }

        if (request.QueriesOnly && plan.Definition.Kind == OperationKind.Mutation)
        {
            return (null, new GraphQLResult(data: null, [new GraphQLError("Can only perform a mutation operation from a POST request.") { Code = ErrorCodes.BadRequest }])
            {
                IsMethodNotAllowed = true,
            });
        }

        if (!request.AllowIntrospection && plan.IntrospectionField is { } field)
        {
            return (null, Refuse(
                $"GraphQL introspection has been disabled, but the requested query contained the field \"{field}\".", ErrorCodes.IntrospectionDisabled));
        }

        return (plan, null);
    }

    private (OperationPlan? Plan, GraphQLResult? Refusal) Compile(ReadOnlyMemory<byte> text, string? operationName, Observation? observation)
    {
        Document document;
        try
        {
            // The plan outlives the request, whose bytes are pooled.
            document = Parser.Parse(text.ToArray(), Options.Parser);
        }
        catch (GraphQLSyntaxException exception)
        {
            return (null, new GraphQLResult(data: null, [new GraphQLError(exception.Message) { Code = ErrorCodes.ParseFailed, Locations = [exception.Location] }]));
        }
        finally
        {
            observation?.StepEnded(ExecutionStep.Parse);
        }

        var errors = DocumentValidator.Validate(Schema, document, Options.Validation);
        observation?.StepEnded(ExecutionStep.Validate);
        if (errors.Count > 0)
        {
            return (null, new GraphQLResult(data: null, errors));
        }

        var operations = document.Definitions.OfType<OperationDefinition>().ToArray();
        var operation = operationName is null
            ? operations.Length == 1 ? operations[0] : null
            : Array.Find(operations, candidate => string.Equals(candidate.Name, operationName, StringComparison.Ordinal));
        if (operation is null)
        {
            return (null, Refuse(
                operationName is not null ? $"Unknown operation named \"{operationName}\"."
                : operations.Length == 0 ? "Must provide an operation."
                : "Must provide operation name if query contains multiple operations.",
                ErrorCodes.OperationResolutionFailure));
        }

        if (Schema.RootOf(operation.Kind) is null)
        {
            return (null, Refuse($"Schema is not configured to execute {operation.Kind.ToString().ToLowerInvariant()} operation.", ErrorCodes.OperationResolutionFailure));
        }

        var plan = new OperationPlan(Schema, document, operation);
        observation?.StepEnded(ExecutionStep.Plan);
        return (plan, null);
    }
}
