using System.Collections.Concurrent;
using System.Collections.Frozen;
using Dam.GraphQL.Types;

namespace Dam.GraphQL.Execution;

/// <summary>Finds the object type of a value of an abstract type by its C# type, the nearest base class that is known deciding.</summary>
internal sealed class ConcreteTypes(Schema schema)
{
    private readonly FrozenDictionary<CompositeType, ObjectType[]> _possible = schema.Types.OfType<CompositeType>()
        .ToFrozenDictionary(type => type, type => schema.PossibleTypes(type).ToArray());

    private readonly ConcurrentDictionary<(CompositeType Abstract, Type Clr), ObjectType?> _found = new();

    public ObjectType? Find(CompositeType type, Type clr)
        => _found.TryGetValue((type, clr), out var found) ? found : _found.GetOrAdd((type, clr), Search);

    private ObjectType? Search((CompositeType Abstract, Type Clr) key)
    {
        for (var clr = key.Clr; clr is not null && clr != typeof(object); clr = clr.BaseType)
        {
            if (_possible[key.Abstract].FirstOrDefault(type => type.ClrType == clr) is { } exact)
            {
                return exact;
            }
        }

        return _possible[key.Abstract].FirstOrDefault(type => type.ClrType is { IsInterface: true } face && face.IsAssignableFrom(key.Clr));
    }
}
