using Dam.Tests.Contracts;
using Npgsql;

namespace Dam.Tests.Infrastructure.PostgreSql;

public sealed class PostgreSqlAssetReaderTests() : AssetReaderContract("PostgreSql");

public sealed class PostgreSqlDeliverableTests() : DeliverableContract("PostgreSql");

public sealed class PostgreSqlGrantTests() : GrantContract("PostgreSql");

public sealed class PostgreSqlCatalogSeederTests() : CatalogSeederContract("PostgreSql");

public sealed class PostgreSqlTransitionTests() : TransitionContract("PostgreSql");

public sealed class PostgreSqlLikenessReaderTests() : LikenessReaderContract("PostgreSql");

public sealed class PostgreSqlFillInLikenessesTests() : FillInLikenessesContract("PostgreSql");

public sealed class PostgreSqlSkuReaderTests() : SkuReaderContract("PostgreSql");

public sealed class PostgreSqlUnitOfWorkTests() : UnitOfWorkContract("PostgreSql");

public sealed class PostgreSqlRetentionTests() : RetentionContract("PostgreSql");

public sealed class PostgreSqlJobTests() : JobContract("PostgreSql");

public sealed class PostgreSqlMigrationContractTests() : MigrationContract("PostgreSql");

public sealed class PostgreSqlTransactionTests() : TransactionContract("PostgreSql");

public sealed class PostgreSqlTextTests() : TextContract("PostgreSql");

public sealed class PostgreSqlWritersTests() : WritersContract("PostgreSql");

public sealed class PostgreSqlChangeTests() : ChangeContract("PostgreSql");

public sealed class PostgreSqlAssetEditTests() : AssetEditContract("PostgreSql", insertsABatch: true);

public sealed class PostgreSqlAssetVersionTests() : AssetVersionContract("PostgreSql");

public sealed class PostgreSqlNodesTests() : NodesContract("PostgreSql")
{
    [Fact]
    public async Task Worker_Should_BeWoken_When_AnotherNodeHasEnqueued() => Assert.True(await IsToldOfJobsAsync());

    [Fact]
    public async Task FollowAsync_Should_HearOfIt_When_SomebodyHasToldOfEventsThatAreNotThere()
    {
        Assert.True(await IsToldOfJobsAsync());
        await ExecuteAsync($"SELECT pg_notify('dam', 'stranger 0 {long.MaxValue}')");

        await FollowAsync_Should_HearOfIt_When_AnotherNodeHasNumberedIt();
    }

    [Fact]
    public async Task Worker_Should_BeWoken_When_TheConnectionsWereCutBefore()
    {
        Assert.True(await IsToldOfJobsAsync());
        await (await PostgreSqlServer.SharedAsync()).ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{new NpgsqlConnectionStringBuilder(ConnectionString).Database}'");

        Assert.True(await IsToldOfJobsAsync());
    }
}

public sealed class PostgreSqlHealthTests() : HealthContract("PostgreSql");

public sealed class PostgreSqlDuplicateTests() : DuplicateContract("PostgreSql");

public sealed class PostgreSqlCheckpointTests() : CheckpointContract("PostgreSql");

public sealed class PostgreSqlDeliveredAssetsTests() : DeliveredAssetsContract("PostgreSql");

public sealed class PostgreSqlPresetTests() : PresetContract("PostgreSql");

public sealed class PostgreSqlPurgeTests() : PurgeContract("PostgreSql");

public sealed class PostgreSqlChannelTests() : ChannelContract("PostgreSql");
