using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Statements;

namespace Dam.Infrastructure.Persistence.Skus;

internal sealed partial class SkuReader(Database database, TimeProvider time) : ISkuReader
{
    private const int ColumnCount = 3;

    private static readonly Sql Columns = new("s.\"Id\", s.\"Code\", s.\"Name\"");

    private static readonly Sql From = new("\nFROM \"Skus\" AS s\nWHERE 1 = 1");

    private static readonly SkuSort[] ByCode = [new(SkuSortField.Code, SortDirection.Asc)];

    public Task<IReadOnlyList<SkuDetails>> FindAsync(Caller caller, IReadOnlyList<Guid> ids, CancellationToken ct) => FindAsync(
        caller, ids.Count, statement => statement.Dialect.AppendIn(statement, new Sql("s.\"Id\""), ids), ct);

    public Task<IReadOnlyList<SkuDetails>> FindByCodeAsync(Caller caller, IReadOnlyList<string> codes, CancellationToken ct) => FindAsync(
        caller, codes.Count, statement => statement.Dialect.AppendIn(statement, new Sql("s.\"Code\""), codes), ct);

    public async Task<Outcome<Page<SkuDetails>>> PageAsync(Caller caller, SkuQuery query, CancellationToken ct)
    {
        if (query.Page.Problem() is { } problem)
        {
            return problem;
        }

        var order = query.Order.Count == 0 ? ByCode : query.Order;
        if (order.Select(sort => sort.Field).Distinct().Count() < order.Count)
        {
            return new InvalidInput("ORDER_REPEATED", "An order names each field once.");
        }

        var keyset = new Keyset("skus", [.. order.Select(KeyOf), new Key(new Sql("s.\"Id\""), KeyType.Id, order[^1].Direction == SortDirection.Desc)]);
        var statement = Begin().Append($"SELECT {Columns}");
        keyset.AppendColumns(statement);
        statement.Append($"{From}");
        if (SkuConditions.Append(statement, query.Filter) is { } wrong)
        {
            return wrong;
        }

        return AssetVisibility.SeesAnything(caller)
            ? await database.PageAsync(statement, keyset, query.Page, ReadSku, ColumnCount, ct)
            : Page<SkuDetails>.Empty;
    }

    public async Task<int> CountAsync(Caller caller, SkuFilter? filter, CancellationToken ct)
    {
        var statement = Begin().Append($"SELECT COUNT(*){From}");
        if (SkuConditions.Append(statement, filter) is { } wrong)
        {
            throw new ArgumentException(wrong.Message, nameof(filter));
        }

        return AssetVisibility.SeesAnything(caller) ? await database.CountAsync(statement, ct) : 0;
    }

    private async Task<IReadOnlyList<SkuDetails>> FindAsync(Caller caller, int count, Action<Statement> appendIn, CancellationToken ct)
    {
        if (count == 0 || !AssetVisibility.SeesAnything(caller))
        {
            return [];
        }

        var statement = Begin().Append($"SELECT {Columns}{From} AND ");
        appendIn(statement);
        return await database.QueryAsync(statement, ReadSku, ct);
    }

    private Statement Begin() => new(database.Dialect);

    private static SkuDetails ReadSku(Row row) => new(row.Id(0), row.Text(1), row.TextOrNull(2));

    private static Key KeyOf(SkuSort sort) => new(
        new Sql(sort.Field == SkuSortField.Name ? "s.\"NameFolded\"" : "s.\"Code\""), KeyType.Text, sort.Direction == SortDirection.Desc);
}
