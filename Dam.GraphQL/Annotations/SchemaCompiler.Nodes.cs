using System.Reflection;
using Dam.GraphQL.Batching;
using Dam.GraphQL.Data;
using Dam.GraphQL.Execution;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Annotations;

/// <summary>Objects with global ids.</summary>
internal sealed partial class SchemaCompiler
{
    private const string IdField = "id";

    private readonly NodeTypes _nodes;

    private readonly Dictionary<Type, NodeType> _nodeOf = [];

    private void AddNode(Type type)
    {
        if (Attribute<INodeAnnotation>(type) is not { } annotation)
        {
            return;
        }

        var runtime = Attribute<IObjectTypeAnnotation>(type)?.Runtime ?? type;
        if (!_outputs.ContainsKey(runtime))
        {
            throw new SchemaException($"{Naming.Show(type)}: [Node] stands beside [ObjectType].");
        }

        var loader = LoaderTypes(annotation.Loader);
        var key = runtime.GetProperty(annotation.Key, Instance);
        if (loader is not [var keyType, var valueType] || !valueType.IsAssignableTo(runtime) || key?.PropertyType != keyType
            || !Array.Exists(keyType.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(ISpanParsable<>)))
        {
            throw new SchemaException(
                $"{Naming.Show(type)}: a node needs a BatchLoader<TKey, {Naming.Show(runtime)}> and a property \"{annotation.Key}\" of type TKey, such as Guid, int or string.");
        }

        if (annotation.Prefix.Length == 0 || !annotation.Prefix.All(char.IsAsciiLetterOrDigit))
        {
            throw new SchemaException($"{Naming.Show(type)}: the prefix \"{annotation.Prefix}\" is not of letters and digits.");
        }

        ResolverParameter parameter = IsMethodLoader(annotation.Loader)
            ? new LoaderMethodParameter(FindLoader(annotation.Loader, name: null, Naming.Show(type)))
            : new LoaderParameter(annotation.Loader);
        var node = (NodeType)Activator.CreateInstance(typeof(NodeType<,>).MakeGenericType(keyType, valueType), annotation.Prefix, key, parameter)!;
        if (!_nodes.TryAdd(node))
        {
            throw new SchemaException($"{Naming.Show(type)}: another node has the prefix \"{annotation.Prefix}\".");
        }

        _nodeOf.Add(runtime, node);
        if (!_byName.ContainsKey(NodeTypes.Interface))
        {
            AddInterface(typeof(INode), NodeTypes.Interface);
        }
    }

    /// <summary>Key and value of a loader; null when the type is none.</summary>
    private static Type[]? LoaderTypes(Type? loader) => loader switch
    {
        null => null,
        { IsGenericType: true } when loader.GetGenericTypeDefinition() == typeof(BatchLoader<,>) => loader.GetGenericArguments(),
        _ => LoaderTypes(loader.BaseType),
    };

    private static T? Attribute<T>(Type type)
        where T : class => type.GetCustomAttributes().OfType<T>().FirstOrDefault();

    /// <summary>The interface of nodes, for a type that is one.</summary>
    private InterfaceType[] NodeInterface(Type runtime) => _nodeOf.ContainsKey(runtime)
        ? [_byName[NodeTypes.Interface] as InterfaceType ?? throw new SchemaException($"{Naming.Show(runtime)}: \"{NodeTypes.Interface}\" is no interface.")]
        : [];

    private FieldDefinition NodeIdField(NodeType node, Type runtime, Type? annotationClass)
    {
        var output = (LeafOutput<string>)Outputs.For<string>(BuiltInScalars.Id.NonNull(), IdField);
        var permissions = Permissions(runtime, runtime, annotationClass);
        return new FieldDefinition(IdField, BuiltInScalars.Id.NonNull())
        {
            ClrMember = $"{Naming.Show(annotationClass ?? runtime)}'s [Node]",
            Permissions = permissions,
            Needs = Needs(node.Key, annotationClass),
            Resolver = permissions.Length == 0
                ? new InlineResolver(() => (parent, writer) => output.Write(writer, node.IdOf(parent)))
                : new SyncResolver<string>([], () => (parent, _) => node.IdOf(parent), output),
        };
    }

    private void AddNodeFields(List<FieldDefinition> fields, ObjectType query)
    {
        if (_sources.RequirePolicy && _nodes.Options is { Permission: null, AnyCaller: false })
        {
            throw new SchemaException($"The root fields \"{query}.node\" and \"{query}.nodes\" need {nameof(GraphQLBuilder.Nodes)}.{nameof(NodeOptions.Permission)} or {nameof(NodeOptions.AnyCaller)}.");
        }

        var first = fields.Count;
        AddStaticFields(fields, query, runtime: null, typeof(NodeFields));
        foreach (var field in fields.Skip(first))
        {
            field.Permissions = _nodes.Options.Permission is { } permission ? [permission] : [];
            field.Description += field.Type.Nullable is ListType ? $" At most {_nodes.Options.MaxIds}." : "";
        }
    }
}
