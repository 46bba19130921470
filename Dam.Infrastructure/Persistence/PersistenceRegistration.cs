using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Audit;
using Dam.Domain.Blobs;
using Dam.Domain.Changes;
using Dam.Domain.Channels;
using Dam.Domain.Delivery;
using Dam.Domain.Likenesses;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Transitions;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Backups;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Audit;
using Dam.Infrastructure.Persistence.Blobs;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Channels;
using Dam.Infrastructure.Persistence.Delivery;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Infrastructure.Persistence.Likenesses;
using Dam.Infrastructure.Persistence.Nodes;
using Dam.Infrastructure.Persistence.PostgreSql;
using Dam.Infrastructure.Persistence.Renditions;
using Dam.Infrastructure.Persistence.Rights;
using Dam.Infrastructure.Persistence.Seeding;
using Dam.Infrastructure.Persistence.Skus;
using Dam.Infrastructure.Persistence.Sqlite;
using Dam.Infrastructure.Persistence.SqlServer;
using Dam.Infrastructure.Persistence.Transitions;
using Dam.Infrastructure.Persistence.Uploads;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Dam.Infrastructure.Persistence;

internal static class PersistenceRegistration
{
    private const string PreparedStatements = "Max Auto Prepare";

    private const string SilenceInTransaction = "idle_in_transaction_session_timeout";

    /// <summary>For each connection.</summary>
    private const int MostPrepared = 100;

    /// <summary>For this node, where the connection string does not say: each fetch of a query takes one, and more of them than some for each core only wait for each other.</summary>
    private static readonly int MostConnections = 16 + (8 * Environment.ProcessorCount);

    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        var options = DatabaseOptions.From(configuration);
        _ = options.Provider switch
        {
            "Sqlite" => services.AddSqlite(options),
            "SqlServer" => services.AddSqlServer(options),
            "PostgreSql" => services.AddPostgreSql(options),
            var unknown => throw UnknownProvider.Of(DatabaseOptions.ProviderSetting, unknown, "Sqlite", "SqlServer", "PostgreSql"),
        };
        return services
            .AddSingleton(options)
            .AddSingleton(ChangeOptions.From(configuration))
            .AddHostedService<DatabaseStart>()
            .AddHostedService<AnswerSweep>()
            .AddSingleton<ChangeSignal>()
            .AddSingleton<NodeWatch>()
            .AddHostedService(provider => provider.GetRequiredService<NodeWatch>())
            .AddSingleton<Sequencer>()
            .AddHostedService(provider => provider.GetRequiredService<Sequencer>())
            .AddSingleton<TransitionSignal>()
            .AddSingleton<PassTransitionsHandler>()
            .AddSingleton<TransitionClock>()
            .AddHostedService(provider => provider.GetRequiredService<TransitionClock>())
            .AddSingleton<IChangeReader, ChangeReader>()
            .AddSingleton<IChangeFeed, ChangeFeed>()
            .AddSingleton<IAuditReader, AuditReader>()
            .AddSingleton<IUnitsOfWork, UnitsOfWork>()
            .AddSingleton<IAssetReader, AssetReader>()
            .AddSingleton<DeliveredAssets>()
            .AddSingleton<IDeliveredAssets>(provider => provider.GetRequiredService<DeliveredAssets>())
            .AddSingleton<IAssetImpactReader, AssetImpactReader>()
            .AddSingleton<ILikenessReader, LikenessReader>()
            .AddSingleton<ISkuReader, SkuReader>()
            .AddSingleton<IPresetReader, PresetReader>()
            .AddSingleton<IRightsReader, RightsReader>()
            .AddSingleton<IChannelReader, ChannelReader>()
            .AddSingleton<IBlobReader, BlobReader>()
            .AddSingleton<IUploadReader, UploadReader>()
            .AddSingleton(CatalogSeeder.Create)
            .AddDatabaseHealth();
    }

    private static IServiceCollection AddSqlite(this IServiceCollection services, DatabaseOptions options)
    {
        if (options.ConnectionString is not null)
        {
            throw new InvalidOperationException(
                $"{DatabaseOptions.ConnectionStringSetting} is set, but {DatabaseOptions.ProviderSetting} \"{options.Provider}\" keeps its file in {DataFolder.Setting}. Set the provider, or remove the connection string.");
        }

        return services
            .AddContexts<SqliteDamDbContext>((provider, context) => context
                .UseSqlite(SqliteDatabase.ConnectionString(provider.GetRequiredService<DataFolder>()))
                .AddInterceptors(new SqlitePragmas()))
            .AddSingleton<Database, SqliteDatabase>()
            .AddSingleton<DatabaseDump, SqliteDump>()
            .AddTransient<BulkInsert, SqliteBulkInsert>();
    }

    private static IServiceCollection AddSqlServer(this IServiceCollection services, DatabaseOptions options)
    {
        var connection = options.Parse(text => new SqlConnectionStringBuilder(text));
        if (!connection.ShouldSerialize("Max Pool Size"))
        {
            connection.MaxPoolSize = MostConnections;
        }

        return services
            .AddSharedClock()
            .AddSingleton(connection)
            .AddContexts<SqlServerDamDbContext>((_, context) => context.UseSqlServer(connection.ConnectionString))
            .AddSingleton<Database, SqlServerDatabase>()
            .AddSingleton<DatabaseDump>(_ => throw new BackupException("SQL Server is backed up and restored by its own means, rows first and then the bytes: docs/deploy.md says how."))
            .AddTransient<BulkInsert, SqlServerBulkInsert>();
    }

    private static IServiceCollection AddPostgreSql(this IServiceCollection services, DatabaseOptions options)
    {
        var builder = options.Parse(text => new NpgsqlDataSourceBuilder(text));
        if (!builder.ConnectionStringBuilder.ShouldSerialize(PreparedStatements))
        {
            // Statements have few forms, and planning one costs more than most take to run.
            builder.ConnectionStringBuilder.MaxAutoPrepare = MostPrepared;
        }

        if (!builder.ConnectionStringBuilder.ShouldSerialize("Maximum Pool Size"))
        {
            builder.ConnectionStringBuilder.MaxPoolSize = MostConnections;
        }

        builder.ConnectionStringBuilder.Options = WithEndOfSilence(builder.ConnectionStringBuilder.Options);
        return services
            .AddSharedClock()
            .AddSingleton(_ => builder.Build())
            .AddContexts<PostgreSqlDamDbContext>((provider, context) => context.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton<Database, PostgreSqlDatabase>()
            .AddSingleton<DatabaseDump, PostgreSqlDump>()
            .AddTransient<BulkInsert, PostgreSqlBulkInsert>();
    }

    /// <summary>
    /// A node that is cut off or stands still in the middle of a transaction holds its locks, the sequencer's for one, until the server ends it: after hours, if nobody says otherwise.
    /// https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
    /// </summary>
    private static string WithEndOfSilence(string? options) => options is not null && options.Contains(SilenceInTransaction, StringComparison.Ordinal)
        ? options
        : $"{options} -c {SilenceInTransaction}=10s".TrimStart();

    /// <summary>Nodes on several machines go by one clock. Where somebody else has set the time, as tests do, it stays.</summary>
    private static IServiceCollection AddSharedClock(this IServiceCollection services)
    {
        services.AddSingleton(provider => new SharedClock(TimeProvider.System, provider.GetRequiredService<ILogger<SharedClock>>()));
        return services.Any(service => service.ServiceType == typeof(TimeProvider) && service.ImplementationInstance == TimeProvider.System)
            ? services.Replace(ServiceDescriptor.Singleton<TimeProvider>(provider => provider.GetRequiredService<SharedClock>()))
            : services;
    }

    private static IServiceCollection AddContexts<T>(this IServiceCollection services, Action<IServiceProvider, DbContextOptionsBuilder> use)
        where T : DamDbContext => services.AddPooledDbContextFactory<T>((provider, options) =>
        {
            use(provider, options);
            options
                .AddInterceptors(provider.GetServices<IInterceptor>())
                .ConfigureWarnings(warnings => warnings.Log(
                    (RelationalEventId.CommandExecuted, LogLevel.Debug),

                    // These fail with an exception as well, and whoever it ends at logs it, once.
                    (RelationalEventId.CommandError, LogLevel.Debug),
                    (RelationalEventId.ConnectionError, LogLevel.Debug),
                    (RelationalEventId.TransactionError, LogLevel.Debug),
                    (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                    (CoreEventId.SaveChangesFailed, LogLevel.Debug)));
        });
}
