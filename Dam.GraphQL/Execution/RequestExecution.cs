using System.Buffers;
using System.Runtime.CompilerServices;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Coercion;
using Dam.GraphQL.Diagnostics;
using Dam.GraphQL.Errors;
using Dam.GraphQL.Planning;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>
/// One request, executed in waves: a field runs once over the column of all its parents, its objects become the parents of
/// the next wave, and loaders fetch when nothing else can run.
/// </summary>
internal sealed partial class RequestExecution
{
    private static readonly object RootValue = new();

    private readonly Executor _executor;
    private readonly Observation? _observation;
    private readonly Signal _signal = new();
    private readonly Queue<ObjectSet> _ready = new();
    private readonly Queue<Column> _completed = new();
    private readonly Lock _gate = new();
    private readonly List<Column> _columns = [];
    private List<Column> _later = [];
    private Dictionary<string, bool>? _permissions;
    private List<GraphQLError>? _errors;
    private Exception? _lastLogged;
    private object? _boxedCancellation;
    private Slots? _slots;
    private long _objectsExpected;
    private int _waiting;
    private bool _isCutShort;

    public RequestExecution(
        Executor executor,
        GraphQLRequest request,
        VariantPlan plan,
        VariableValues variables,
        CancellationToken cancellation,
        object? rootValue = null,
        Observation? observation = null)
    {
        _executor = executor;
        _observation = observation;
        Request = request;
        Plan = plan;
        Variables = variables;
        Cancellation = cancellation;
        ObjectsLeft = executor.Options.MaxObjects;
        Loaders = new LoaderScope(_signal, observation, cancellation);
        Services = new RequestServices(request, plan);
        Root = new ObjectSet(plan.Root, [rootValue ?? RootValue], 1, hasGaps: false, origin: null);
    }

    public GraphQLRequest Request { get; }

    public VariantPlan Plan { get; }

    public VariableValues Variables { get; }

    public CancellationToken Cancellation { get; }

    /// <summary>The token as an object, once for all resolvers that take it.</summary>
    public object BoxedCancellation => _boxedCancellation ??= Cancellation;

    public RequestServices Services { get; }

    public LoaderScope Loaders { get; }

    /// <summary>Shared by all fields whose rows run at the same time.</summary>
    public Slots Slots => _slots ??= new Slots(Options.MaxParallelResolvers);

    public ObjectSet Root { get; }

    public Schema Schema => _executor.Schema;

    public ExecutionOptions Options => _executor.Options;

    public IReadOnlyList<GraphQLError> Errors => _errors ?? (IReadOnlyList<GraphQLError>)[];

    /// <summary>All that was computed so far.</summary>
    public IReadOnlyList<Column> Columns => _columns;

    /// <summary>Computes all columns. Root fields of a mutation run one after the other, each with all that is below it.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask RunAsync()
    {
        if (Plan.Operation.Definition.Kind == Language.OperationKind.Mutation)
        {
            foreach (var field in Plan.Root.Computed)
            {
                Start(field, Root);
                await RunWavesAsync();
                Loaders.Reset();
            }
        }
        else
        {
            _ready.Enqueue(Root);
            await RunWavesAsync();
        }
    }

    /// <summary>Objects that the response may still get.</summary>
    public int ObjectsLeft { get; private set; }

    /// <summary>Counts objects that are there but not flattened yet (on any thread); false when the response cannot have them.</summary>
    public bool ExpectObjects(int count) => Interlocked.Add(ref _objectsExpected, count) <= ObjectsLeft;

    /// <exception cref="TooManyObjectsException">More are expected than the response may have.</exception>
    public void CheckObjects()
    {
        if (Interlocked.Read(ref _objectsExpected) > ObjectsLeft)
        {
            throw new TooManyObjectsException();
        }
    }

    /// <param name="count">Objects that were flattened.</param>
    /// <param name="expected">How many of them were expected.</param>
    /// <exception cref="TooManyObjectsException">They are more than the response may have.</exception>
    public void CountObjects(int count, int expected)
    {
        Interlocked.Add(ref _objectsExpected, -expected);
        ObjectsLeft -= count;
        if (ObjectsLeft < 0)
        {
            throw new TooManyObjectsException();
        }
    }

    /// <summary>A column's values are there (on the executor's loop).</summary>
    public void Completed(Column column) => _completed.Enqueue(column);

    /// <summary>A column waits for something outside; <see cref="CompletedLater"/> will follow.</summary>
    public void Wait() => _waiting++;

    /// <summary>A column that waited has its values (on any thread).</summary>
    public void CompletedLater(Column column)
    {
        lock (_gate)
        {
            _later.Add(column);
        }

        _signal.Set();
    }

    /// <summary>Refuses a field whose permissions the caller lacks.</summary>
    public void Authorize(FieldPlan plan)
    {
        foreach (var permission in plan.Field.Permissions)
        {
            _permissions ??= new Dictionary<string, bool>(StringComparer.Ordinal);
            if (!_permissions.TryGetValue(permission, out var has))
            {
                _permissions.Add(permission, has = Request.HasPermission?.Invoke(permission) ?? false);
            }

            if (!has)
            {
                throw new GraphQLException($"\"{plan.Parent}.{plan.Field.Name}\" needs the permission \"{permission}\".", ErrorCodes.Forbidden);
            }
        }
    }

    /// <summary>Gives everything pooled back; not for an execution that was abandoned, since its resolvers may still write to it.</summary>
    public void Return()
    {
        foreach (var column in _columns)
        {
            column.Return();
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask RunWavesAsync()
    {
        using var cancelled = Cancellation.UnsafeRegister(static signal => ((Signal)signal!).Set(), _signal);
        while (true)
        {
            Cancellation.ThrowIfCancellationRequested();
            RunReady();
            if (_waiting == 0)
            {
                if (_isCutShort)
                {
                    Cancellation.ThrowIfCancellationRequested();
                }

                return;
            }

            if (!Loaders.HandOut() && !Loaders.Dispatch() && !HasLater())
            {
                await _signal.WaitAsync();
            }
        }
    }

    private bool HasLater()
    {
        lock (_gate)
        {
            return _later.Count > 0;
        }
    }

    private void RunReady()
    {
        while (true)
        {
            if (_completed.TryDequeue(out var column))
            {
                column.Flatten();
                if (column.Children is { } children)
                {
                    Group(column, children);
                }
            }
            else if (_ready.TryDequeue(out var set))
            {
                foreach (var field in set.Plan.Computed)
                {
                    Start(field, set);
                }
            }
            else if (!TakeLater())
            {
                return;
            }
        }
    }

    private bool TakeLater()
    {
        if (_waiting == 0)
        {
            return false;
        }

        List<Column> later;
        lock (_gate)
        {
            if (_later.Count == 0)
            {
                return false;
            }

            later = _later;
            _later = [];
        }

        foreach (var column in later)
        {
            _waiting--;
            _completed.Enqueue(column);
        }

        return true;
    }

    private void Start(FieldPlan field, ObjectSet set)
    {
        var resolver = field.Field.Resolver as ColumnResolver ?? throw new InvalidOperationException($"{field.Parent}.{field.Field.Name} has no resolver.");
        var column = resolver.CreateColumn(field, set, this);
        set.Columns[field.Column] = column;
        _columns.Add(column);
        column.Start();
    }

    /// <summary>Makes the next wave's sets of a composite field's objects, one for each concrete type.</summary>
    private void Group(Column column, ChildRows rows)
    {
        var children = column.Plan.Children!;
        if (rows.Count == 0)
        {
            return;
        }

        if (children.Type is ObjectType single)
        {
            var plan = children.For(single);
            for (var row = 0; plan.Failure is not null && row < rows.Count; row++)
            {
                FailItem(column, row, plan.Failure);
            }

            Enter(column, rows, plan);
            return;
        }

        var plans = new List<SelectionPlan>();
        var groupOf = ArrayPool<ushort>.Shared.Rent(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var item = rows.Items[row];
            if (item is null || ReferenceEquals(item, ChildRows.FailedItem))
            {
                groupOf[row] = 0;
                continue;
            }

            var type = _executor.ConcreteTypes.Find(children.Type, item.GetType());
            if (type is null)
            {
                FailItem(column, row, new InvalidOperationException($"No object type of the abstract type {children.Type} has the C# type {item.GetType()}."));
                groupOf[row] = 0;
                continue;
            }

            var group = plans.FindIndex(plan => ReferenceEquals(plan.Type, type));
            if (group < 0)
            {
                group = plans.Count;
                plans.Add(children.For(type));
            }

            groupOf[row] = (ushort)group;
            if (plans[group].Failure is { } failure)
            {
                FailItem(column, row, failure);
            }
        }

        if (plans.Count > 1)
        {
            Split(column, rows, plans, groupOf);
            return;
        }

        ArrayPool<ushort>.Shared.Return(groupOf);
        if (plans is [var only])
        {
            Enter(column, rows, only);
        }
    }

    private void Enter(Column column, ChildRows rows, SelectionPlan plan)
    {
        rows.Groups = [new ObjectSet(plan, rows.Items, rows.Count, rows.HasGaps, column)];
        _ready.Enqueue(rows.Groups[0]);
    }

    /// <summary>An object that there is, but whose fields cannot be told.</summary>
    private void FailItem(Column column, int row, Exception exception)
    {
        var rows = column.Children!;
        if (rows.Items[row] is null || ReferenceEquals(rows.Items[row], ChildRows.FailedItem))
        {
            return;
        }

        rows.Fail(row);
        var positions = new int[rows.Levels.Length];
        for (var level = positions.Length - 1; level >= 0; level--)
        {
            (row, positions[level]) = rows.Levels[level].Find(row);
        }

        Report(exception, column.Plan, column.Parents, row, positions);
    }

    private void Split(Column column, ChildRows rows, List<SelectionPlan> plans, ushort[] groupOf)
    {
        var items = plans.Select(_ => new List<object?>()).ToArray();
        var positions = plans.Select(_ => new List<int>()).ToArray();
        var rowInGroup = ArrayPool<int>.Shared.Rent(rows.Count);
        for (var row = 0; row < rows.Count; row++)
        {
            var item = rows.Items[row];
            if (item is not null && !ReferenceEquals(item, ChildRows.FailedItem))
            {
                rowInGroup[row] = items[groupOf[row]].Count;
                items[groupOf[row]].Add(item);
                positions[groupOf[row]].Add(row);
            }
        }

        rows.GroupOf = groupOf;
        rows.RowInGroup = rowInGroup;
        rows.Groups = new ObjectSet[plans.Count];
        for (var group = 0; group < plans.Count; group++)
        {
            rows.Groups[group] = new ObjectSet(plans[group], [.. items[group]], items[group].Count, hasGaps: false, column)
            {
                Positions = [.. positions[group]],
            };
            _ready.Enqueue(rows.Groups[group]);
        }
    }
}
