using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.Sqlite;

public sealed class SqliteAssetReaderTests() : AssetReaderContract("Sqlite");

public sealed class SqliteCatalogSeederTests() : CatalogSeederContract("Sqlite");

public sealed class SqliteDeliverableTests() : DeliverableContract("Sqlite");

public sealed class SqliteGrantTests() : GrantContract("Sqlite");

public sealed class SqliteTransitionTests() : TransitionContract("Sqlite");

public sealed class SqliteLikenessReaderTests() : LikenessReaderContract("Sqlite");

public sealed class SqliteFillInLikenessesTests() : FillInLikenessesContract("Sqlite");

public sealed class SqliteSkuReaderTests() : SkuReaderContract("Sqlite");

public sealed class SqliteUnitOfWorkTests() : UnitOfWorkContract("Sqlite");

public sealed class SqliteRetentionTests() : RetentionContract("Sqlite");

public sealed class SqliteJobTests() : JobContract("Sqlite");

public sealed class SqliteMigrationContractTests() : MigrationContract("Sqlite");

public sealed class SqliteTransactionTests() : TransactionContract("Sqlite");

public sealed class SqliteTextTests() : TextContract("Sqlite");

public sealed class SqliteWritersTests() : WritersContract("Sqlite");

public sealed class SqliteChangeTests() : ChangeContract("Sqlite");

public sealed class SqliteAssetEditTests() : AssetEditContract("Sqlite", insertsABatch: false);

public sealed class SqliteAssetVersionTests() : AssetVersionContract("Sqlite");

public sealed class SqliteNodesContractTests() : NodesContract("Sqlite")
{
    [Fact]
    public async Task Worker_Should_BeWoken_When_AnotherNodeHasEnqueued() => Assert.True(await IsToldOfJobsAsync());
}

public sealed class SqliteHealthTests() : HealthContract("Sqlite");

public sealed class SqliteDuplicateTests() : DuplicateContract("Sqlite");

public sealed class SqliteCheckpointTests() : CheckpointContract("Sqlite");

public sealed class SqliteDeliveredAssetsTests() : DeliveredAssetsContract("Sqlite");

public sealed class SqlitePresetTests() : PresetContract("Sqlite");

public sealed class SqlitePurgeTests() : PurgeContract("Sqlite");

public sealed class SqliteChannelTests() : ChannelContract("Sqlite");
