using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Dam.Domain.Assets;
using Dam.Domain.Changes;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Transitions;
using Dam.Infrastructure.Persistence.Nodes;
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

        await AssertWalksAnIndexAsync(next);
    }

    [Theory]
    [InlineData("filename", AssetSortField.Filename)]
    [InlineData("filename begins", AssetSortField.Filename)]
    [InlineData("title begins", AssetSortField.Title)]
    [InlineData("size", AssetSortField.Size)]
    [InlineData("status", AssetSortField.CreatedAt)]
    [InlineData("status", AssetSortField.Title)]
    [InlineData("kind", AssetSortField.CreatedAt)]
    [InlineData("made", AssetSortField.CreatedAt)]
    [InlineData("changed", AssetSortField.UpdatedAt)]
    [InlineData("tag", AssetSortField.CreatedAt)]
    [InlineData("deliverable", AssetSortField.Title)]
    public async Task PageAsync_Should_WalkAnIndex_When_OneServesTheFilter(string what, AssetSortField field)
    {
        var recent = new RangeFilter<DateTimeOffset> { Gte = TestDatabase.Start };
        var filter = what switch
        {
            "filename" => new AssetFilter { Filename = new TextFilter { Eq = "a" } },
            "filename begins" => new AssetFilter { Filename = new TextFilter { StartsWith = "a" } },
            "title begins" => new AssetFilter { Title = new TextFilter { StartsWith = "a" } },
            "size" => new AssetFilter { Size = new RangeFilter<long> { Gte = 1 } },
            "status" => new AssetFilter { Statuses = [AssetStatus.Approved] },
            "kind" => new AssetFilter { Kinds = [AssetKind.Video] },
            "made" => new AssetFilter { CreatedAt = recent },
            "changed" => new AssetFilter { UpdatedAt = recent },
            "tag" => new AssetFilter { SomeTag = new TextFilter { Eq = "a" } },
            _ => new AssetFilter { Deliverable = new DeliverableFilter(Eq: true, new DeliveryContext(TestDatabase.Start, Territory.Parse("FR"))) },
        };

        await AssertWalksAnIndexAsync(new AssetQuery(filter, [new(field, SortDirection.Desc)], First));
    }

    [Fact]
    public async Task LinksOfSkusAsync_Should_SearchByIndex_When_SkusAreNamed()
    {
        var plan = await PlanAsync(await StatementOfAsync(
            () => Database.Skus.LinksOfSkusAsync(Admin, Ids, new SkuLinkFilter(Role: null, Deliverable: null), new PageRequest(4, null, null, null), assets: null, Ct)));

        Assert.Contains("SEARCH l USING INDEX", plan, StringComparison.Ordinal);
    }

    /// <summary>A page of a channel's changes is found by number, and each asset by its id.</summary>
    [Fact]
    public async Task AfterAsync_Should_SearchByNumber_When_AChannelAsks()
    {
        var statements = await StatementsOfAsync(() => Database.Get<IChangeReader>().AfterAsync(7, 10, new ChangeScope("web", Territory.Parse("FR")), Ct));

        var plan = await PlanAsync(statements[^1]);
        Assert.Contains("SEARCH e USING INDEX IX_Events_Sequence", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    /// <summary>What is due, and what is next, is the beginning of an index: rows that begin or end another day are not looked at.</summary>
    [Fact]
    public async Task Transitions_Should_WalkTheirIndex_When_TheyAreTakenOrLookedFor()
    {
        foreach (var statement in await StatementsOfAsync(() => Database.Get<PassTransitionsHandler>().RunAsync(Ct)))
        {
            if (statement.Contains("RightsChangeAt", StringComparison.Ordinal))
            {
                var plan = await PlanAsync(statement);
                Assert.Matches("SEARCH t USING INDEX IX_(Assets|Licenses|Releases)_RightsChangeAt", plan);
                Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
            }
        }

        var next = await PlanAsync(await StatementOfAsync(async () =>
        {
            await Database.Get<NodeWatch>().LookAsync(Ct);
            return true;
        }));
        Assert.Equal(3, Regex.Count(next, "t USING (COVERING )?INDEX IX_(Assets|Licenses|Releases)_RightsChangeAt"));
    }

    /// <summary>In its order, sorting nothing and reading no table as a whole, whoever asks.</summary>
    private async Task AssertWalksAnIndexAsync(AssetQuery query)
    {
        foreach (var caller in new[] { Admin, Shop, FrenchShop })
        {
            var plan = await PlanAsync(await StatementOfAsync(() => Database.Assets.PageAsync(caller, query, Ct)));

            Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
            Assert.DoesNotMatch("SCAN (?!. USING INDEX)", plan);
        }
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
