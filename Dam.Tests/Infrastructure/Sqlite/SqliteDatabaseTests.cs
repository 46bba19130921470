using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Jobs;
using Dam.Tests.Contracts;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Infrastructure.Sqlite;

public sealed class SqliteDatabaseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PrepareAsync_Should_MakeADurableDatabase_When_TheFolderIsEmpty()
    {
        await using var database = TestDatabase.Unprepared("Sqlite", Directory.CreateTempSubdirectory("dam-test-").FullName);
        await database.PrepareAsync();
        await using var context = database.Get<Database>().OpenContext();

        Assert.Equal("wal", await PragmaAsync(context, "journal_mode"));
        Assert.Equal("2", await PragmaAsync(context, "synchronous"));
        Assert.Equal("1", await PragmaAsync(context, "foreign_keys"));
        Assert.Equal("5000", await PragmaAsync(context, "busy_timeout"));
        await Assert.ThrowsAsync<SqliteException>(() => context.Database.ExecuteSqlRawAsync(
            "INSERT INTO \"SkuLinks\" (\"SkuId\", \"Position\", \"AssetId\", \"Role\") VALUES (x'00', 0, x'00', 0)", Ct));
    }

    /// <summary>Before that a race of two checkpoints and a commit can lose what was committed (https://sqlite.org/wal.html, "WAL-reset bug").</summary>
    [Fact]
    public void Library_Should_LoseNoCommit_When_ItIsTheOneThatIsLoaded()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");

        Assert.True(Version.Parse(connection.ServerVersion) >= new Version(3, 51, 3), connection.ServerVersion);
    }

    [Fact]
    public async Task PrepareAsync_Should_KeepWhatIsThere_When_ItRunsAgain()
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        var asset = await database.AddAssetAsync();

        await database.PrepareAsync();

        Assert.Single(await database.Assets.FindAsync(Caller.System, [asset.Id], Ct));
    }

    [Fact]
    public async Task PrepareAsync_Should_TakeJobsBackAtOnce_When_TheProcessThatHadThemIsGone()
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        await using (var unit = await database.Units.BeginAsync(Ct))
        {
            unit.Jobs.Enqueue("count", "x");
            await unit.CommitAsync(Ct);
        }

        var table = database.Get<JobTable>();
        Assert.NotNull(await table.ClaimAsync("count", Lease));
        Assert.Null(await table.ClaimAsync("count", Lease));

        await database.PrepareAsync();

        Assert.Equal(2, (await table.ClaimAsync("count", Lease))?.Attempt);
    }

    [Fact]
    public async Task PrepareAsync_Should_NotWaitForever_When_AKilledProcessLeftTheLockOfAMigration()
    {
        await using var database = TestDatabase.Unprepared("Sqlite", Directory.CreateTempSubdirectory("dam-test-").FullName);
        await using (var context = database.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("CREATE TABLE \"__EFMigrationsLock\" (\"Id\" INTEGER PRIMARY KEY, \"Timestamp\" TEXT NOT NULL)", Ct);
            await context.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsLock\" VALUES (1, '2026-01-01')", Ct);
        }

        await database.PrepareAsync().WaitAsync(TimeSpan.FromSeconds(20), Ct);

        await database.AddAssetAsync();
    }

    [Theory]
    [InlineData("PRAGMA max_page_count = 1", "The database has no room left")]
    [InlineData("PRAGMA query_only = 1", "The database takes no changes")]
    public async Task Writes_Should_BeRefusedWithTheReasonAndGoOnAfterwards_When_TheFileTakesNone(string condition, string reason)
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        var asset = await database.AddAssetAsync();
        var handler = new SetAssetRightsHandler(database.Units, new OneMark(), database.Time);

        // The pragma is the connection's, and the pool gives the only one that there is: as on a full disk, and on one that was mounted to be read.
        await PragmaAsync(condition);
        DatabaseUnavailableException? refused = null;
        for (var i = 0; i < 100 && refused is null; i++)
        {
            refused = await Record.ExceptionAsync(() => handler.HandleAsync(Caller.Administrator("tests"), Command($"{i}"), Ct)) as DatabaseUnavailableException;
        }

        Assert.StartsWith(reason, refused?.Message, StringComparison.Ordinal);
        var before = Assert.Single(await database.Assets.FindAsync(Caller.Administrator("tests"), [asset.Id], Ct)).Revision;

        await PragmaAsync("PRAGMA max_page_count = 1000000");
        await PragmaAsync("PRAGMA query_only = 0");
        Assert.True((await handler.HandleAsync(Caller.Administrator("tests"), Command("at last"), Ct)).Succeeded);
        Assert.Equal(before + 1, Assert.Single(await database.Assets.FindAsync(Caller.Administrator("tests"), [asset.Id], Ct)).Revision);

        // Another one each time: what is so already is not written.
        SetAssetRights Command(string end) =>
            new(asset.Id, new RightsPatch { Credit = Change<string>.To($"{new string('x', 900)} {end}") }, ExpectedRevision: null);

        async Task PragmaAsync(string text)
        {
            await using var context = database.Get<Database>().OpenContext();
            await context.Database.ExecuteSqlRawAsync(text, Ct);
        }
    }

    [Fact]
    public async Task PrepareAsync_Should_Refuse_When_TheSchemaIsNewer()
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        await using (var context = database.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0.0')", Ct);
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => database.PrepareAsync());

        Assert.Contains("29990101000000_Future", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrepareAsync_Should_SayWhichFile_When_ItIsNoDatabase()
    {
        await using var database = TestDatabase.Unprepared("Sqlite", Directory.CreateTempSubdirectory("dam-test-").FullName);
        await File.WriteAllTextAsync(Path.Combine(database.Path, "dam.db"), new string('x', 10_000), Ct);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => database.PrepareAsync());

        Assert.Contains("Dam:Data", failure.Message, StringComparison.Ordinal);
        Assert.Contains("dam.db", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_Should_FailWithTheValidValues_When_AProviderIsUnknown()
    {
        var failure = Assert.Throws<InvalidOperationException>(() => TestDatabase.Unprepared("Oracle", Path.GetTempPath()));

        Assert.Equal("Dam:Database:Provider: \"Oracle\" is none of Sqlite, SqlServer, PostgreSql.", failure.Message);
    }

    [Fact]
    public async Task Ids_Should_SortByAge_When_TheyAreKept()
    {
        await using var database = await TestDatabase.OpenAsync("Sqlite");
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await database.AddAssetAsync()).Id);
            database.Time.Advance(TimeSpan.FromMilliseconds(200));
        }

        await using var context = database.Get<Database>().OpenContext();
        Assert.Equal(ids, await context.Assets.OrderBy(asset => asset.Id).Select(asset => asset.Id).ToListAsync(Ct));
    }

    private static async Task<string?> PragmaAsync(DamDbContext context, string name)
    {
        await context.Database.OpenConnectionAsync(Ct);
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"SELECT CAST({name} AS TEXT) FROM pragma_{name}()";
        if (name is "busy_timeout")
        {
            command.CommandText = "SELECT CAST(timeout AS TEXT) FROM pragma_busy_timeout()";
        }

        return (string?)await command.ExecuteScalarAsync(Ct);
    }
}
