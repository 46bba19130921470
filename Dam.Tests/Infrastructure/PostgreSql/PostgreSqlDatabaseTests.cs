using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Infrastructure.Persistence;
using Dam.Tests.Contracts;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Dam.Tests.Infrastructure.PostgreSql;

public sealed class PostgreSqlDatabaseTests
{
    private static readonly Caller Admin = Caller.Administrator("tests");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PrepareAsync_Should_MigrateOnce_When_SeveralNodesStartOnADatabaseThatIsNotThere()
    {
        var server = await PostgreSqlServer.SharedAsync();
        var connectionString = server.ConnectionString("several_nodes");
        var nodes = Enumerable.Range(0, 4).Select(_ => TestDatabase.Unprepared("PostgreSql", connectionString)).ToList();

        await Task.WhenAll(nodes.Select(node => Task.Run(node.PrepareAsync, Ct)));

        var asset = await nodes[0].AddAssetAsync();
        Assert.Single(await nodes[3].Assets.FindAsync(Admin, [asset.Id], Ct));
        foreach (var node in nodes)
        {
            await node.DisposeAsync();
        }

        await server.DropDatabaseAsync(connectionString);
    }

    /// <summary>A migration may have a million rows to change, for longer than any other statement may take.</summary>
    [Fact]
    public async Task PrepareAsync_Should_WaitForAnotherNode_When_ItsMigrationsTakeLong()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        await using var other = new NpgsqlConnection(database.ConnectionString);
        await other.OpenAsync(Ct);
        await using var migrations = new NpgsqlCommand("SELECT pg_advisory_lock(hashtextextended('Dam:migrations', 0))", other);
        await migrations.ExecuteNonQueryAsync(Ct);
        await using var node = TestDatabase.Unprepared("PostgreSql", $"{database.ConnectionString};Command Timeout=1");

        var preparing = node.PrepareAsync();

        Assert.NotSame(preparing, await Task.WhenAny(preparing, Task.Delay(TimeSpan.FromSeconds(2), Ct)));
        migrations.CommandText = "SELECT pg_advisory_unlock_all()";
        await migrations.ExecuteNonQueryAsync(Ct);
        await preparing;
    }

    [Fact]
    public async Task Columns_Should_CompareByTheirBytes_When_TheyHoldText()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        await using var context = database.Get<Database>().OpenContext();

        var others = await context.Database.SqlQuery<string>(
            $"""
            SELECT table_name || '.' || column_name AS "Value" FROM information_schema.columns
            WHERE table_schema = 'public' AND data_type IN ('text', 'character varying') AND collation_name IS DISTINCT FROM 'C' AND table_name <> '__EFMigrationsHistory'
            """).ToListAsync(Ct);

        Assert.Empty(others);
    }

    [Fact]
    public async Task Reader_Should_ReadAgain_When_TheServerHasCutTheConnections()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var asset = await database.AddAssetAsync();
        await CutConnectionsAsync(database);

        Assert.Single(await database.Assets.FindAsync(Admin, [asset.Id], Ct));
    }

    [Fact]
    public async Task RunAsync_Should_BeginAgain_When_TheConnectionIsCutInTheMiddle()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var asset = await database.AddAssetAsync();
        var attempts = 0;

        var revision = await database.Units.RunAsync(
            async unit =>
            {
                var found = (await unit.Assets.FindAsync(asset.Id, Ct))!;
                unit.Jobs.Enqueue("once", "x");
                found.SetRights(AssetRights.None with { Credit = "me" }, TestDatabase.Start);
                if (++attempts < 3)
                {
                    await CutConnectionsAsync(database);
                }

                await unit.CommitAsync(Ct);
                return found.Revision;
            },
            Ct);

        Assert.Equal((3, 2), (attempts, revision));
        await using var context = database.Get<Database>().OpenContext();
        Assert.Equal(1, await context.Jobs.CountAsync(Ct));
    }

    [Fact]
    public async Task RunAsync_Should_BeginAgain_When_ItIsTheVictimOfADeadlock()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var (a, b) = ((await database.AddAssetAsync("a")).Id, (await database.AddAssetAsync("b")).Id);
        using var both = new Barrier(2);
        var attempts = 0;

        await Task.WhenAll(Task.Run(() => ChangeAsync(a, b), Ct), Task.Run(() => ChangeAsync(b, a), Ct));

        Assert.Equal([3, 3], (await database.Assets.FindAsync(Admin, [a, b], Ct)).Select(asset => asset.Revision));
        Assert.Equal(3, attempts);

        Task<bool> ChangeAsync(Guid first, Guid second) => database.Units.RunAsync(
            async unit =>
            {
                var one = (await unit.Assets.FindAsync(first, Ct))!;
                if (Interlocked.Increment(ref attempts) <= 2)
                {
                    both.SignalAndWait(TimeSpan.FromSeconds(10), Ct);
                }

                var other = (await unit.Assets.FindAsync(second, Ct))!;
                one.SetRights(AssetRights.None, TestDatabase.Start);
                other.SetRights(AssetRights.None, TestDatabase.Start);
                await unit.CommitAsync(Ct);
                return true;
            },
            Ct);
    }

    [Fact]
    public async Task RunAsync_Should_EndWithTheFailure_When_ItNeverPasses()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var attempts = 0;

        await Assert.ThrowsAsync<ConcurrentChangeException>(() => database.Units.RunAsync<int>(
            _ =>
            {
                attempts++;
                throw new ConcurrentChangeException("Again.");
            },
            Ct));

        Assert.Equal(8, attempts);
    }

    [Fact]
    public async Task CreateAsset_Should_RefuseAllButOne_When_TheSameBytesComeAtOnce()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var uploads = new List<Guid>();
        for (var i = 0; i < 8; i++)
        {
            var upload = new Dam.Domain.Uploads.Upload("a.jpg", 1, "image/jpeg", digest: null, Admin.Subject, TestDatabase.Start, TestDatabase.Start.AddHours(1));
            upload.Received(TestDatabase.Digest("same"), "default", "image/jpeg", TestDatabase.Start);
            await using var unit = await database.Units.BeginAsync(Ct);
            unit.Uploads.Add(upload);
            await unit.CommitAsync(Ct);
            uploads.Add(upload.Id);
        }

        var handler = new CreateAssetHandler(database.Units, new IngestRules(), new OneMark(), database.Time);
        var outcomes = await Task.WhenAll(uploads.Select(id => Task.Run(
            () => handler.HandleAsync(Admin, new CreateAsset(id, Title: null, Rights: null, DuplicatePolicy.Reject), Ct), Ct)));

        var made = Assert.Single(outcomes, outcome => outcome.Succeeded).Value!;
        Assert.All(outcomes.Where(outcome => !outcome.Succeeded), outcome => Assert.Equal(made.Value, Assert.IsType<DuplicateContent>(Assert.Single(outcome.Errors)).ExistingAssetId));
    }

    [Fact]
    public async Task CreateAsset_Should_MakeOne_When_AnUploadIsNamedByManyAtOnce()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var upload = new Dam.Domain.Uploads.Upload("a.jpg", 1, "image/jpeg", digest: null, Admin.Subject, TestDatabase.Start, TestDatabase.Start.AddHours(1));
        upload.Received(TestDatabase.Digest("once"), "default", "image/jpeg", TestDatabase.Start);
        await using (var unit = await database.Units.BeginAsync(Ct))
        {
            unit.Uploads.Add(upload);
            await unit.CommitAsync(Ct);
        }

        var handler = new CreateAssetHandler(database.Units, new IngestRules(), new OneMark(), database.Time);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => handler.HandleAsync(Admin, new CreateAsset(upload.Id, Title: null, Rights: null, DuplicatePolicy.Allow), Ct), Ct)));

        Assert.Single(outcomes.Select(outcome => outcome.Value!.Value).Distinct());
        Assert.Equal(1, await database.Assets.CountAsync(Admin, filter: null, Ct));
    }

    [Fact]
    public async Task PrepareAsync_Should_Refuse_When_TheSchemaIsNewer()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        await using (var context = database.Get<Database>().OpenContext())
        {
            await context.Database.ExecuteSqlRawAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Future', '99.0.0')", Ct);
        }

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(database.PrepareAsync);

        Assert.StartsWith("Dam:Database:ConnectionString: the database \"test_", failure.Message, StringComparison.Ordinal);
        Assert.Contains("29990101000000_Future", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrepareAsync_Should_SayWhatIsMissing_When_ItMayOnlyCheck()
    {
        var server = await PostgreSqlServer.SharedAsync();
        await server.ExecuteAsync("CREATE DATABASE unmigrated");
        await using var database = TestDatabase.Unprepared("PostgreSql", server.ConnectionString("unmigrated"), migrate: false);

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(database.PrepareAsync);

        Assert.Contains("FirstLight", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Dam:Database:Migrate is false", failure.Message, StringComparison.Ordinal);
        Assert.Contains("./run migrate", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Database=nowhere", "\"nowhere\" does not exist")]
    [InlineData("Username=nobody", "\"nobody\" does not exist")]
    [InlineData("Port=1", "Connection refused")]
    [InlineData("Options=-c default_transaction_read_only=on", "read-only")]
    public async Task PrepareAsync_Should_NameTheSettingAndTheReason_When_TheDatabaseCannotBeUsed(string change, string reason)
    {
        var server = await PostgreSqlServer.SharedAsync();
        await server.ExecuteAsync($"DROP DATABASE IF EXISTS empty_{change.Length}");
        await server.ExecuteAsync($"CREATE DATABASE empty_{change.Length}");
        var connectionString = $"{server.ConnectionString($"empty_{change.Length}")};{change}";
        await using var database = TestDatabase.Unprepared("PostgreSql", connectionString, migrate: !change.StartsWith("Database", StringComparison.Ordinal));

        var failure = await Assert.ThrowsAsync<InvalidOperationException>(database.PrepareAsync);

        Assert.StartsWith("Dam:Database:ConnectionString: the database \"", failure.Message, StringComparison.Ordinal);
        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writes_Should_FailAndReadsGoOn_When_TheDatabaseIsReadOnly()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var asset = await database.AddAssetAsync();
        var connectionString = $"{database.ConnectionString};Options=-c default_transaction_read_only=on";
        await using var readOnly = TestDatabase.Unprepared("PostgreSql", connectionString);

        var start = await Assert.ThrowsAsync<InvalidOperationException>(readOnly.PrepareAsync);
        Assert.Contains("25006", start.Message, StringComparison.Ordinal);

        Assert.Single(await readOnly.Assets.FindAsync(Admin, [asset.Id], Ct));
        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => new SetAssetRightsHandler(readOnly.Units, new OneMark(), readOnly.Time).HandleAsync(
            Admin, new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To("x") }, ExpectedRevision: null), Ct));
        Assert.StartsWith("The database takes no changes", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.MayBeWritten);
        Assert.Single(await readOnly.Assets.FindAsync(Admin, [asset.Id], Ct));
    }

    [Fact]
    public async Task Writes_Should_SayThatItTookTooLong_When_TheServerStopsThem()
    {
        await using var database = await TestDatabase.OpenAsync("PostgreSql");
        var asset = await database.AddAssetAsync();
        await using var hurried = TestDatabase.Unprepared("PostgreSql", $"{database.ConnectionString};Options=-c lock_timeout=0 -c statement_timeout=300");
        await using var holder = await database.Units.BeginAsync(Ct);
        await holder.Assets.FindAsync(asset.Id, Ct);

        var failure = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => new SetAssetRightsHandler(hurried.Units, new OneMark(), hurried.Time).HandleAsync(
            Admin, new SetAssetRights(asset.Id, new RightsPatch { Credit = Change<string>.To("x") }, ExpectedRevision: null), Ct));

        Assert.StartsWith("The database took too long", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData(";Max Auto Prepare=0", 0)]
    [InlineData(";Max Auto Prepare=7", 7)]
    public async Task Statements_Should_BePrepared_When_TheConnectionStringSaysNothingElse(string setting, int expected)
    {
        await using var database = TestDatabase.Unprepared("PostgreSql", $"Host=nowhere{setting}");

        Assert.Equal(expected, new NpgsqlConnectionStringBuilder(database.Get<NpgsqlDataSource>().ConnectionString).MaxAutoPrepare);
    }

    /// <summary>As when a server restarts or a node of it is replaced.</summary>
    private static async Task CutConnectionsAsync(TestDatabase database)
    {
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await (await PostgreSqlServer.SharedAsync()).ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    }
}
