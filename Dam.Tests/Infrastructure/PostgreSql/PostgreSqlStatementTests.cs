using System.Runtime.CompilerServices;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Tests.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dam.Tests.Infrastructure.PostgreSql;

public sealed class PostgreSqlStatementTests() : StatementContract("PostgreSql", Here())
{
    [Fact]
    public async Task PageAsync_Should_WalkAnIndex_When_ThereAreManyAssets()
    {
        await FillAsync();
        AssetSort[] orders =
        [
            new(AssetSortField.CreatedAt, SortDirection.Desc), new(AssetSortField.UpdatedAt, SortDirection.Desc), new(AssetSortField.Title, SortDirection.Asc),
            new(AssetSortField.Filename, SortDirection.Asc), new(AssetSortField.Size, SortDirection.Desc),
        ];
        foreach (var caller in new[] { Admin, Shop, FrenchShop })
        {
            foreach (var order in orders)
            {
                var plan = await PlanAsync(() => Database.Assets.PageAsync(caller, new AssetQuery(Filter: null, [order], First), Ct));

                Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task PageAsync_Should_FindFilesByAnIndex_When_AFilenameIsAskedFor()
    {
        await FillAsync();
        foreach (var caller in new[] { Admin, Shop, FrenchShop })
        {
            foreach (var filename in new[] { new TextFilter { Eq = "7" }, new TextFilter { StartsWith = "77" } })
            {
                var plan = await PlanAsync(() => Database.Assets.PageAsync(
                    caller, new AssetQuery(new AssetFilter { Filename = filename }, [new(AssetSortField.Filename, SortDirection.Asc)], First), Ct));

                Assert.Contains("IX_AssetVersions_FilenameFolded_AssetId", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan on \"AssetVersions\"", plan, StringComparison.Ordinal);
                Assert.DoesNotContain("Seq Scan on \"Assets\"", plan, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>1,500 assets of which most are published, and what the planner knows of them.</summary>
    private async Task FillAsync()
    {
        for (var i = 0; i < 3; i++)
        {
            await Database.AddAsync([.. Enumerable.Range(0, 500).Select(number =>
            {
                var made = TestDatabase.Start.AddSeconds(number - 1000);
                var asset = Asset.Create($"{number} {i}", AssetRights.None, TestDatabase.Content($"{number}", size: number), made);
                asset.CurrentVersion.ProcessingSucceeded(image: null);
                if (number % 10 != 0)
                {
                    asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, made);
                }

                return asset;
            })]);
        }

        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.ExecuteSqlRawAsync("ANALYZE", Ct);
    }

    /// <summary>How PostgreSQL would run the statement of a call, with its values.</summary>
    private async Task<string> PlanAsync<T>(Func<Task<T>> call)
    {
        var statement = await StatementOfAsync(call);
        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand($"EXPLAIN {statement}", (NpgsqlConnection)context.Database.GetDbConnection());
        foreach (var (name, value) in Database.Log.Values)
        {
            command.Parameters.AddWithValue(name, value!);
        }

        await using var reader = await command.ExecuteReaderAsync(Ct);
        var plan = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            plan.Add(reader.GetString(0));
        }

        return string.Join('\n', plan);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
