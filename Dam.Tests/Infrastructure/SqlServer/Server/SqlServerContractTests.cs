using Dam.Tests.Contracts;

namespace Dam.Tests.Infrastructure.SqlServer.Server;

public sealed class SqlServerAssetReaderTests() : AssetReaderContract("SqlServer");

public sealed class SqlServerCatalogSeederTests() : CatalogSeederContract("SqlServer");

public sealed class SqlServerDeliverableTests() : DeliverableContract("SqlServer");

public sealed class SqlServerGrantTests() : GrantContract("SqlServer");

public sealed class SqlServerPurgeTests() : PurgeContract("SqlServer");

public sealed class SqlServerTransitionTests() : TransitionContract("SqlServer");

public sealed class SqlServerLikenessReaderTests() : LikenessReaderContract("SqlServer");

public sealed class SqlServerFillInLikenessesTests() : FillInLikenessesContract("SqlServer");

public sealed class SqlServerSkuReaderTests() : SkuReaderContract("SqlServer");

public sealed class SqlServerUnitOfWorkTests() : UnitOfWorkContract("SqlServer");

public sealed class SqlServerRetentionTests() : RetentionContract("SqlServer");

public sealed class SqlServerJobTests() : JobContract("SqlServer");

public sealed class SqlServerMigrationContractTests() : MigrationContract("SqlServer");

public sealed class SqlServerTransactionTests() : TransactionContract("SqlServer");

public sealed class SqlServerTextTests() : TextContract("SqlServer");

public sealed class SqlServerWritersTests() : WritersContract("SqlServer");

public sealed class SqlServerChangeTests() : ChangeContract("SqlServer");

public sealed class SqlServerAssetEditTests() : AssetEditContract("SqlServer", insertsABatch: true);

public sealed class SqlServerAssetVersionTests() : AssetVersionContract("SqlServer");

public sealed class SqlServerNodesTests() : NodesContract("SqlServer");

public sealed class SqlServerHealthTests() : HealthContract("SqlServer");

public sealed class SqlServerDuplicateTests() : DuplicateContract("SqlServer");

public sealed class SqlServerCheckpointTests() : CheckpointContract("SqlServer");
