using System.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Diagnostics;

/// <summary>An activity for each operation, for the steps of a document without a plan, and for each fetch of a loader. Names are those of OpenTelemetry's conventions for GraphQL.</summary>
internal sealed class ActivityObserver(OperationNames names) : IExecutionObserver
{
    public const string SourceName = "Dam.GraphQL";

    private static readonly ActivitySource Source = new(SourceName);

    /// <remarks>It stays current for the resolvers: the caller is an async method, which takes it back when it returns.</remarks>
    public IOperationObserver? Started(GraphQLRequest request)
        => Source.HasListeners() && Source.StartActivity("GraphQL Operation") is { } activity ? new OperationActivity(activity, names) : null;

    private sealed class OperationActivity(Activity activity, OperationNames names) : IOperationObserver
    {
        public void PlanLookedUp(string documentHash, bool wasKept) => activity.SetTag("graphql.document.hash", documentHash);

        public void StepEnded(ExecutionStep step, TimeSpan elapsed)
        {
            if (step > ExecutionStep.Plan || !activity.IsAllDataRequested)
            {
                return;
            }

            var type = step switch
            {
                ExecutionStep.Parse => "parse",
                ExecutionStep.Validate => "validate",
                _ => "plan",
            };
            using var child = Source.StartActivity($"GraphQL {type}");
            child?.SetTag("graphql.processing.type", type).SetStartTime(child.StartTimeUtc - elapsed);
        }

        public void Prepared(OperationRequest operation)
        {
            if (!activity.IsAllDataRequested)
            {
                return;
            }

            var type = OperationNames.TypeOf(operation.Operation.Kind);
            activity.DisplayName = names.Of(operation.Operation) is { } name and not OperationNames.Other ? $"{type} {name}" : type;
            activity.SetTag("graphql.operation.type", type);
            activity.SetTag("graphql.document.hash", operation.DocumentHash);
            if (operation.Operation.Name is { } given)
            {
                activity.SetTag("graphql.operation.name", Excerpt.Of(given, 200));
            }
        }

        public void Priced(double fieldCost, double typeCost)
        {
            activity.SetTag("graphql.cost.field", fieldCost);
            activity.SetTag("graphql.cost.type", typeCost);
        }

        public Action<Exception?>? FetchStarted(LoaderFetch fetch)
        {
            if (Source.StartActivity($"GraphQL load {fetch.Loader}") is not { } child)
            {
                return null;
            }

            child.SetTag("graphql.processing.type", "dataloader.batch");
            child.SetTag("graphql.dataloader.name", fetch.Loader);
            child.SetTag("graphql.dataloader.batch.size", fetch.Keys);
            child.SetTag("graphql.dataloader.wave", fetch.Wave);
            return exception =>
            {
                if (exception is not null)
                {
                    Fail(child, exception);
                }

                child.Dispose();
            };
        }

        public void Failed(Exception exception, ObjectType type, FieldDefinition field)
            => activity.AddException(exception, new TagList { { "graphql.field.coordinate", $"{type.Name}.{field.Name}" } });

        public void Ended(GraphQLResult? result, Exception? exception)
        {
            if (activity.IsAllDataRequested)
            {
                if (exception is not null)
                {
                    Fail(activity, exception);
                }
                else if (result is { Errors: { Count: > 0 } errors })
                {
                    activity.SetTag("error.type", errors[0].Code);
                    activity.SetTag("graphql.error.count", errors.Count);

                    // What a client did wrong is no failure of this service.
                    if (errors.Any(IsFailure))
                    {
                        activity.SetStatus(ActivityStatusCode.Error);
                    }
                }
            }

            activity.Dispose();
        }

        private static bool IsFailure(GraphQLError error) => error.Code is ErrorCodes.InternalError or ErrorCodes.Timeout;

        private static void Fail(Activity failed, Exception exception)
        {
            failed.SetTag("error.type", exception.GetType().FullName);
            if (exception is not OperationCanceledException)
            {
                failed.AddException(exception);
                failed.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
