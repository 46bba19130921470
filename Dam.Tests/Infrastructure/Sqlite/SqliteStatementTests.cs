using System.Runtime.CompilerServices;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Skus;
using Dam.Tests.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.Sqlite;

public sealed class SqliteStatementTests() : StatementContract("Sqlite", Here())
{
    [Theory]
    [InlineData(AssetSortField.CreatedAt, SortDirection.Desc)]
    [InlineData(AssetSortField.CreatedAt, SortDirection.Asc)]
    [InlineData(AssetSortField.UpdatedAt, SortDirection.Desc)]
    [InlineData(AssetSortField.Title, SortDirection.Asc)]
    [InlineData(AssetSortField.Filename, SortDirection.Asc)]
    [InlineData(AssetSortField.Size, SortDirection.Desc)]
    public async Task PageAsync_Should_WalkAnIndex_When_AnyFieldSorts(AssetSortField field, SortDirection direction)
    {
        AssetSort[] order = [new(field, direction)];
        var next = new AssetQuery(Filter: null, order, First with { After = await CursorAsync(order) });

        var plan = await PlanAsync(await StatementOfAsync(() => Database.Assets.PageAsync(Admin, next, Ct)));

        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinksOfSkusAsync_Should_SearchByIndex_When_SkusAreNamed()
    {
        var plan = await PlanAsync(await StatementOfAsync(
            () => Database.Skus.LinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), new PageRequest(4, null, null, null), assets: null, Ct)));

        Assert.Contains("SEARCH l USING INDEX", plan, StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;

    /// <summary>How SQLite would run a statement; parameters stay unbound, which does not change the plan.</summary>
    private async Task<string> PlanAsync(string statement)
    {
        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = (SqliteCommand)context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        for (var i = 0; command.CommandText.Contains($"@p{i}", StringComparison.Ordinal); i++)
        {
            command.Parameters.AddWithValue($"@p{i}", 1);
        }

        await using var reader = await command.ExecuteReaderAsync(Ct);
        var steps = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            steps.Add(reader.GetString(3));
        }

        return string.Join('\n', steps);
    }
}
