using System.Runtime.CompilerServices;
using Dam.Domain.Assets;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Tests.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dam.Tests.Infrastructure.PostgreSql;

public sealed class PostgreSqlStatementTests() : StatementContract("PostgreSql", Here())
{
    [Theory]
    [InlineData("a.\"CreatedAt\" DESC, a.\"Id\" DESC")]
    [InlineData("a.\"TitleFolded\" ASC, a.\"Id\" ASC")]
    [InlineData("c.\"FilenameFolded\" ASC, c.\"AssetId\" ASC")]
    [InlineData("c.\"Size\" DESC, c.\"AssetId\" DESC")]
    public async Task Page_Should_WalkAnIndex_When_ThereAreManyAssets(string order)
    {
        for (var i = 0; i < 3; i++)
        {
            await Database.AddAsync([.. Enumerable.Range(0, 500).Select(number => Asset.Create(
                $"{number} {i}", Dam.Domain.Rights.AssetRights.None, TestDatabase.Content($"{number}", size: number), TestDatabase.Start.AddSeconds(number)))]);
        }

        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.ExecuteSqlRawAsync("ANALYZE", Ct);
        await context.Database.OpenConnectionAsync(Ct);
        var from = AssetTables.From(Database.Get<Dam.Infrastructure.Persistence.Database>().Dialect).Text;
        await using var command = new NpgsqlCommand(
            $"EXPLAIN SELECT a.\"Id\", c.\"Id\", p.\"Id\"{from} WHERE a.\"DeletedAt\" IS NULL ORDER BY {order} LIMIT 21", (NpgsqlConnection)context.Database.GetDbConnection());
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var plan = new List<string>();
        while (await reader.ReadAsync(Ct))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.DoesNotContain("Sort", string.Join('\n', plan), StringComparison.Ordinal);
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
