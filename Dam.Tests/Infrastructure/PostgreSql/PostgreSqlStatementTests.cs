using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Transitions;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Nodes;
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

    /// <summary>What is due, and what is next, is the beginning of an index, however many instants are planned.</summary>
    [Fact]
    public async Task Transitions_Should_WalkTheirIndex_When_TheyAreTakenOrLookedFor()
    {
        await FillAsync(new AssetRights { ExpiresAt = TestDatabase.Start.AddDays(2) });
        await using (var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext())
        {
            for (var i = 0; i < 500; i++)
            {
                context.Add(new License(new NewLicense($"{i}") { ExpiresAt = TestDatabase.Start.AddDays(i + 1) }, TestDatabase.Start));
                context.Add(new Release(new NewRelease(ReleaseKind.Model, $"{i}") { ExpiresAt = TestDatabase.Start.AddDays(i + 1) }, TestDatabase.Start));
            }

            await context.SaveChangesAsync(Ct);
        }

        await AnalyzeAsync();
        var takes = (await StatementsOfAsync(() => Database.Get<PassTransitionsHandler>().RunAsync(Ct))).Where(statement => statement.Contains("RightsChangeAt", StringComparison.Ordinal)).ToList();
        Assert.Equal(3, takes.Count);
        foreach (var take in takes)
        {
            var plan = await PlanAsync(take, [("@p0", TestDatabase.Start.UtcTicks), ("@p1", 500L)]);
            Assert.Matches("Index Scan using \"IX_(Assets|Licenses|Releases)_RightsChangeAt\"", plan);
            Assert.DoesNotContain("Sort", plan, StringComparison.Ordinal);
            Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        }

        var next = await PlanAsync(async () =>
        {
            await Database.Get<NodeWatch>().LookAsync(Ct);
            return true;
        });
        Assert.Equal(3, Regex.Count(next, "using \"IX_(Assets|Licenses|Releases)_RightsChangeAt\""));
    }

    /// <summary>A page of a channel's changes is found by number: what it looks at does not grow with the feed, nor with the assets.</summary>
    [Fact]
    public async Task AfterAsync_Should_SearchByNumber_When_AChannelAsks()
    {
        await FillAsync();
        await Database.Units.ChangeAsync(
            unit =>
            {
                for (var i = 0; i < 6_000; i++)
                {
                    unit.Events.Add(new Event(ChangeKind.AssetUpdated, "asset.updated", "tests", Guid.CreateVersion7(TestDatabase.Start)));
                }

                return Task.FromResult(true);
            },
            Ct);
        while (await Database.Get<Sequencer>().RunOnceAsync(Ct) > 0)
        {
        }

        await AnalyzeAsync();
        var statements = await StatementsOfAsync(() => Database.Get<IChangeReader>().AfterAsync(4000, 100, new ChangeScope("web", Territory.Parse("FR")), Ct));
        var plan = await PlanAsync(statements[^1], Database.Log.Values);

        Assert.Contains("IX_Events_Sequence", plan, StringComparison.Ordinal);
        Assert.DoesNotMatch("Seq Scan on \"(Events|Assets|AssetVersions)\"", plan);
    }

    /// <summary>1,500 assets of which most are published, and what the planner knows of them.</summary>
    private async Task FillAsync(AssetRights? rights = null)
    {
        for (var i = 0; i < 3; i++)
        {
            await Database.AddAsync([.. Enumerable.Range(0, 500).Select(number =>
            {
                var made = TestDatabase.Start.AddSeconds(number - 1000);
                var asset = Asset.Create($"{number} {i}", rights ?? AssetRights.None, TestDatabase.Content($"{number}", size: number), made);
                asset.CurrentVersion.ProcessingSucceeded(image: null);
                if (number % 10 != 0)
                {
                    asset.SetStatus(asset.CurrentVersion, AssetStatus.Approved, note: null, made);
                }

                return asset;
            })]);
        }

        await AnalyzeAsync();
    }

    private async Task AnalyzeAsync()
    {
        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.ExecuteSqlRawAsync("ANALYZE", Ct);
    }

    /// <summary>How PostgreSQL would run the statement of a call, with its values.</summary>
    private async Task<string> PlanAsync<T>(Func<Task<T>> call)
    {
        var statement = await StatementOfAsync(call);
        return await PlanAsync(statement, Database.Log.Values);
    }

    private async Task<string> PlanAsync(string statement, IReadOnlyList<(string Name, object? Value)> values)
    {
        await using var context = Database.Get<Dam.Infrastructure.Persistence.Database>().OpenContext();
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = new NpgsqlCommand($"EXPLAIN {statement}", (NpgsqlConnection)context.Database.GetDbConnection());
        foreach (var (name, value) in values)
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
