using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Paging;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Statements;
using Microsoft.Data.Sqlite;

namespace Dam.Tests.Infrastructure.Sqlite;

/// <summary>Reading past the provider: what it did for us has to be done all the same.</summary>
public sealed class SqliteReadsTests : IAsyncLifetime
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private TestDatabase _rows = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _rows = await TestDatabase.OpenAsync("Sqlite");

    public async ValueTask DisposeAsync() => await _rows.DisposeAsync();

    [Fact]
    public async Task QueryAsync_Should_Stop_When_ItIsCancelledMeanwhile()
    {
        var endless = Statement().Append($"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n");
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        soon.CancelAfter(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => Database.QueryAsync(endless, row => row.Number(0), soon.Token), Ct));
        Assert.Equal(0, await _rows.Assets.CountAsync(Admin, filter: null, Ct));
    }

    [Fact]
    public async Task QueryAsync_Should_TellWhatSqliteSays_When_AStatementIsWrong()
    {
        var failure = await Assert.ThrowsAsync<SqliteException>(() => Database.QueryAsync(Statement().Append($"SELECT 1 FROM nowhere"), row => row.Number(0), Ct));

        Assert.Contains("no such table: nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QueryAsync_Should_Refuse_When_AStatementWrites()
    {
        await Assert.ThrowsAsync<SqliteException>(() => Database.QueryAsync(Statement().Append($"DELETE FROM \"Assets\""), row => row.Number(0), Ct));
    }

    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("Gr\u00E5sten \U0001F4A1 \u30E9\u30F3\u30D7")]
    public async Task QueryAsync_Should_GiveBackWhatItWasGiven_When_TextsAreBound(string text)
    {
        var id = Guid.CreateVersion7();

        Assert.Equal([(text, long.MinValue, id)], await Database.QueryAsync(Statement().Append($"SELECT {text}, {long.MinValue}, {id}"), row => (row.Text(0), row.Number(1), row.Id(2)), Ct));
    }

    [Fact]
    public async Task Readers_Should_StillAnswer_When_CallersAskMoreKindsOfQuestionsThanAreKept()
    {
        var asset = await _rows.AddAssetAsync("Lamp");
        for (var conditions = 1; conditions < 190; conditions++)
        {
            var filter = new AssetFilter { Or = [.. Enumerable.Repeat(new AssetFilter { Title = new TextFilter { Eq = "lamp" } }, conditions / 2)] };
            foreach (var direction in Enum.GetValues<SortDirection>())
            {
                var query = new AssetQuery(conditions == 1 ? null : filter, [new AssetSort(AssetSortField.Size, direction)], new PageRequest(1 + conditions % 2, null, null, null));
                var page = (await _rows.Assets.PageAsync(Admin, query, Ct)).Value!;
                Assert.Equal(asset.Id, Assert.Single(page.Items).Item.Id);
            }
        }
    }

    [Fact]
    public async Task Readers_Should_SeeWhatIsCommitted_When_AWriterIsAtWork()
    {
        await _rows.AddAssetAsync();
        Assert.Equal(1, await _rows.Assets.CountAsync(Admin, filter: null, Ct));
        await using var unit = await _rows.Units.BeginAsync(Ct);
        unit.Assets.Add(Asset.Create("second", AssetRights.None, TestDatabase.Content(), TestDatabase.Start));

        Assert.Equal(1, await _rows.Assets.CountAsync(Admin, filter: null, Ct));
        await unit.CommitAsync(Ct);
        Assert.Equal(2, await _rows.Assets.CountAsync(Admin, filter: null, Ct));
    }

    private Database Database => _rows.Get<Database>();

    private Statement Statement() => new(Database.Dialect);
}
