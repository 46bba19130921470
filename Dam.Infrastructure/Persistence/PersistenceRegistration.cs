using Dam.Domain;
using Dam.Domain.Assets;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Infrastructure.Persistence.Skus;
using Dam.Infrastructure.Persistence.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dam.Infrastructure.Persistence;

internal static class PersistenceRegistration
{
    public const string Setting = "Dam:Database:Provider";

    public static IServiceCollection AddPersistence(this IServiceCollection services, IConfiguration configuration)
    {
        _ = (configuration[Setting] ?? "Sqlite") switch
        {
            "Sqlite" => services.AddSqlite(),
            var unknown => throw UnknownProvider.Of(Setting, unknown, "Sqlite"),
        };
        return services
            .AddHostedService<DatabaseStart>()
            .AddHostedService<AnswerSweep>()
            .AddSingleton<IUnitsOfWork, UnitsOfWork>()
            .AddSingleton<IAssetReader, AssetReader>()
            .AddSingleton<ISkuReader, SkuReader>();
    }

    private static IServiceCollection AddSqlite(this IServiceCollection services) => services
        .AddPooledDbContextFactory<SqliteDamDbContext>((provider, options) => options
            .UseSqlite(SqliteDatabase.ConnectionString(provider.GetRequiredService<DataFolder>()))
            .AddInterceptors(new SqlitePragmas())
            .AddInterceptors(provider.GetServices<IInterceptor>())
            .ConfigureWarnings(warnings => warnings.Log((RelationalEventId.CommandExecuted, LogLevel.Debug))))
        .AddSingleton<Database, SqliteDatabase>();
}
