using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Dam.Infrastructure.Persistence.Seeding;

/// <summary>Entities as rows of their table, as the model has it.</summary>
internal sealed class EntityRows
{
    private readonly IProperty[] _properties;

    private EntityRows(IEntityType entity)
    {
        Table = entity.GetTableName()!;
        var table = StoreObjectIdentifier.Table(Table, entity.GetSchema());
        _properties = [.. entity.GetFlattenedProperties().Where(property => !property.IsShadowProperty())];
        Columns = [.. _properties.Select(property => property.GetColumnName(table)!)];
    }

    public string Table { get; }

    public IReadOnlyList<string> Columns { get; }

    public static EntityRows Of<T>(DbContext context) => new(context.Model.FindEntityType(typeof(T))!);

    /// <summary>Each row in one and the same array.</summary>
    public IEnumerable<object?[]> Read(IEnumerable<object> entities)
    {
        var row = new object?[_properties.Length];
        foreach (var entity in entities)
        {
            for (var i = 0; i < row.Length; i++)
            {
                var value = IsThere(_properties[i].DeclaringType, entity) ? _properties[i].GetGetter().GetClrValueUsingContainingEntity(entity) : null;
                row[i] = _properties[i].GetTypeMapping().Converter is { } converter ? converter.ConvertToProvider(value) : value;
            }

            yield return row;
        }
    }

    /// <summary>Of a part that is null, EF Core gives zeroes.</summary>
    private static bool IsThere(ITypeBase part, object entity) =>
        part is not IComplexType { ComplexProperty: var property } || ((IComplexProperty)property).GetGetter().GetClrValueUsingContainingEntity(entity) is not null;
}
