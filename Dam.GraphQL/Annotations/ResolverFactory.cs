using System.Linq.Expressions;
using System.Reflection;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Makes a field's resolver of a C# member. Reflection happens here, at start-up; what runs is a compiled delegate.</summary>
internal sealed class ResolverFactory
{
    private readonly MemberInfo _member;
    private readonly Type? _runtime;
    private readonly FieldDefinition _field;
    private readonly IReadOnlyList<MethodParameter> _method;
    private readonly bool _isRoot;
    private readonly List<ResolverParameter> _parameters = [];
    private readonly int _argumentCount;

    public ResolverFactory(MemberInfo member, Type? runtime, FieldDefinition field, IReadOnlyList<MethodParameter> parameters, bool isRoot)
    {
        _member = member;
        _runtime = runtime;
        _field = field;
        _method = parameters;
        _isRoot = isRoot;
        foreach (var parameter in parameters)
        {
            if (parameter.Bind is not null)
            {
                _parameters.Add(parameter.Bind(_argumentCount));
            }

            _argumentCount += parameter.Arguments.Count;
        }
    }

    public FieldResolver Create()
    {
        var type = _member is PropertyInfo property ? property.PropertyType : ((MethodInfo)_member).ReturnType;
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (definition == typeof(IAsyncEnumerable<>))
        {
            throw new SchemaException($"{Naming.Show(_member)}: only a subscription's field returns IAsyncEnumerable<T>.");
        }

        var isTask = definition == typeof(Task<>) || definition == typeof(ValueTask<>);
        var result = isTask ? type.GetGenericArguments()[0] : type;
        if (_member.IsDefined(typeof(BatchResolverAttribute)))
        {
            if (!_method.Any(parameter => parameter.Bind is null))
            {
                throw new SchemaException($"{Naming.Show(_member)}: a batch resolver takes its parents as [Parent] IReadOnlyList<{_runtime?.Name}>.");
            }

            return Make(nameof(CreateBatch), result.GetGenericArguments()[0]);
        }

        if (isTask)
        {
            return Make(nameof(CreateAsync), result);
        }

        return _field.Type.IsLeaf && _parameters.Count == 0 && !_isRoot && _field.Permissions.Count == 0
            ? Make(nameof(CreateInline), result)
            : Make(nameof(CreateSync), result);
    }

    /// <summary>The source of a subscription's field, and the resolver that takes its value from an event.</summary>
    public (EventSource Source, FieldResolver Resolver) CreateSource()
    {
        var type = (_member as MethodInfo)?.ReturnType;
        type = type is { IsGenericType: true } task && (task.GetGenericTypeDefinition() == typeof(Task<>) || task.GetGenericTypeDefinition() == typeof(ValueTask<>))
            ? type.GetGenericArguments()[0]
            : type;
        if (type is not { IsGenericType: true } || type.GetGenericTypeDefinition() != typeof(IAsyncEnumerable<>))
        {
            throw new SchemaException($"{Naming.Show(_member)}: a subscription's field is a method that returns IAsyncEnumerable<T>, or a task of it.");
        }

        if (_parameters.Exists(parameter => parameter.IsLoader))
        {
            throw new SchemaException($"{Naming.Show(_member)}: a loader belongs to one event's execution; fields below can take it, the source cannot.");
        }

        var create = typeof(ResolverFactory).GetMethod(nameof(CreateSource), 1, BindingFlags.Instance | BindingFlags.NonPublic, [])!.MakeGenericMethod(type.GetGenericArguments());
        return ((EventSource, FieldResolver))create.Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, parameters: null, culture: null)!;
    }

    /// <summary>The resolver of a field whose pages are cut from the list that the member returns.</summary>
    public FieldResolver CreatePaged(UsePagingAttribute paging)
    {
        var type = _member is PropertyInfo property ? property.PropertyType : ((MethodInfo)_member).ReturnType;
        var isTask = type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));
        var list = isTask ? type.GetGenericArguments()[0] : type;
        return Make(isTask ? nameof(CreatePagedAsync) : nameof(CreatePagedSync), [list, Lists.ItemType(list)!], paging);
    }

    /// <summary>The resolver of a mutation that answers a <see cref="MutationPayload{TResult}"/>.</summary>
    public FieldResolver CreateMutation(MutationConvention convention, Type returned, Type result) => Make(nameof(CreateMutation), [returned, result], convention);

    private FieldResolver Make(string method, Type result) => Make(method, [result]);

    private FieldResolver Make(string method, Type[] types, params object[] arguments)
        => (FieldResolver)typeof(ResolverFactory).GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
            .Single(candidate => candidate.IsGenericMethod && string.Equals(candidate.Name, method, StringComparison.Ordinal))
            .MakeGenericMethod(types)
            .Invoke(this, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null)!;

    private InlineResolver CreateInline<T>()
    {
        var output = (LeafOutput<T>)Outputs.For<T>(_field.Type, Naming.Show(_member));
        return new InlineResolver(() =>
        {
            var parent = Expression.Parameter(typeof(object), "parent");
            var writer = Expression.Parameter(typeof(ResultWriter), "writer");
            var write = Expression.Call(Expression.Constant(output, output.GetType()), nameof(output.Write), typeArguments: null, writer, Call(parent, bound: null));
            return Expression.Lambda<InlineWrite>(write, parent, writer).Compile();
        });
    }

    private SyncResolver<T> CreateSync<T>()
        => new(_parameters, () => Compile<T>((_, call) => call), Outputs.For<T>(_field.Type, Naming.Show(_member)));

    private AsyncResolver<T> CreateAsync<T>()
        => new(_parameters, () => Compile<ValueTask<T>>((_, call) => AsValueTask<T>(call)), Outputs.For<T>(_field.Type, Naming.Show(_member)));

    private AsyncResolver<MutationPayload<TResult>> CreateMutation<T, TResult>(MutationConvention convention) => new(
        _parameters,
        () => convention.Wrap<T, TResult>(Compile<ValueTask<T>>((_, call) => AsValueTask<T>(call))),
        Outputs.For<MutationPayload<TResult>>(_field.Type, Naming.Show(_member)));

    private SyncResolver<Connection<TItem, Edge<TItem>>?> CreatePagedSync<TList, TItem>(UsePagingAttribute paging)
        where TList : IEnumerable<TItem>?
        where TItem : notnull
    {
        var page = AddPage(paging);
        return new(
            _parameters,
            () =>
            {
                var list = Compile<TList>((_, call) => call);
                return (parent, bound) => ListPage.Of(list(parent, bound), (PageArguments)bound[page]!, paging.IncludeTotalCount);
            },
            Outputs.For<Connection<TItem, Edge<TItem>>?>(_field.Type, Naming.Show(_member)));
    }

    private AsyncResolver<Connection<TItem, Edge<TItem>>?> CreatePagedAsync<TList, TItem>(UsePagingAttribute paging)
        where TList : IEnumerable<TItem>?
        where TItem : notnull
    {
        var page = AddPage(paging);
        return new(
            _parameters,
            () =>
            {
                var list = Compile<ValueTask<TList>>((_, call) => AsValueTask<TList>(call));
                return async (parent, bound) => ListPage.Of(await list(parent, bound), (PageArguments)bound[page]!, paging.IncludeTotalCount);
            },
            Outputs.For<Connection<TItem, Edge<TItem>>?>(_field.Type, Naming.Show(_member)));
    }

    /// <summary>The page as one more parameter, which the member itself does not take.</summary>
    private int AddPage(UsePagingAttribute paging)
    {
        _parameters.Add(new PageParameter(_argumentCount, paging));
        return _parameters.Count - 1;
    }

    private (EventSource Source, FieldResolver Resolver) CreateSource<T>() => (
        new EventSource<T>(_parameters, () => Compile<ValueTask<IAsyncEnumerable<T>>>((_, call) => AsValueTask<IAsyncEnumerable<T>>(call))),
        new SyncResolver<T>([], () => (root, _) => (T)((EventRoot)root).Value!, Outputs.For<T>(_field.Type, Naming.Show(_member))));

    private BatchResolver<T> CreateBatch<T>()
    {
        var toList = typeof(ResolverFactory).GetMethod(nameof(ParentList), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(_runtime!)
            .CreateDelegate<Func<object?[], int, object>>();
        return new BatchResolver<T>(
            _parameters,
            toList,
            () => Compile<ValueTask<IReadOnlyList<T>>>((_, call) => AsValueTask<IReadOnlyList<T>>(call)),
            Outputs.For<T>(_field.Type, Naming.Show(_member)));
    }

    private static TParent[] ParentList<TParent>(object?[] items, int count)
    {
        var list = new TParent[count];
        for (var i = 0; i < count; i++)
        {
            list[i] = (TParent)items[i]!;
        }

        return list;
    }

    private static Expression AsValueTask<T>(Expression call) => call.Type == typeof(ValueTask<T>)
        ? call
        : Expression.New(typeof(ValueTask<T>).GetConstructor([call.Type == typeof(Task<T>) ? typeof(Task<T>) : typeof(T)])!, call);

    private Invoke<T> Compile<T>(Func<ParameterExpression, Expression, Expression> shape)
    {
        var parent = Expression.Parameter(typeof(object), "parent");
        var bound = Expression.Parameter(typeof(object[]), "bound");
        return Expression.Lambda<Invoke<T>>(shape(parent, Call(parent, bound)), parent, bound).Compile();
    }

    private Expression Call(ParameterExpression parent, ParameterExpression? bound)
    {
        if (_member is PropertyInfo property)
        {
            return Expression.Property(property.GetMethod!.IsStatic ? null : Expression.Convert(parent, property.DeclaringType!), property);
        }

        var method = (MethodInfo)_member;
        var next = 0;
        var arguments = _method.Select(parameter => parameter.Bind is null
            ? Expression.Convert(parent, parameter.Clr.ParameterType)
            : Expression.Convert(Expression.ArrayIndex(bound!, Expression.Constant(next++)), parameter.Clr.ParameterType)).ToArray();
        return Expression.Call(method.IsStatic ? null : Expression.Convert(parent, method.DeclaringType!), method, arguments);
    }
}
