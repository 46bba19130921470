using Dam.Infrastructure.Persistence;
using Dam.Tests.Infrastructure.SqlServer;
using Dam.Tests.Snapshots;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Dam.Tests.Infrastructure.Persistence;

public sealed class MigrationTests
{
    [Theory]
    [InlineData("Sqlite")]
    [InlineData("SqlServer")]
    [InlineData("PostgreSql")]
    public async Task Migrations_Should_HoldTheWholeModel_When_ItHasChanged(string provider)
    {
        await using var database = Open(provider);
        await using var context = database.Get<Database>().OpenContext();

        Assert.False(
            context.Database.HasPendingModelChanges(),
            $"dotnet ef migrations add NAME -p Dam.Infrastructure -s Dam.Infrastructure --context {provider}DamDbContext -o Persistence/{provider}/Migrations");
    }

    [Theory]
    [InlineData("SqlServer")]
    [InlineData("PostgreSql")]
    public async Task Migrations_Should_BeTheSame_When_ProvidersAreCompared(string provider)
    {
        await using var database = Open(provider);
        await using var sqlite = Open("Sqlite");

        Assert.Equal(await NamesAsync(sqlite), await NamesAsync(database));
    }

    /// <summary>SQL Server's, under review: where no server is named, nothing runs them.</summary>
    [Fact]
    public async Task Script()
    {
        await using var database = Open("SqlServer");
        await using var context = database.Get<Database>().OpenContext();

        Snapshot.Match(context.GetService<IMigrator>().GenerateScript(options: MigrationsSqlGenerationOptions.NoTransactions));
    }

    /// <summary>Nothing connects.</summary>
    private static TestDatabase Open(string provider) => TestDatabase.Unprepared(
        provider, provider switch { "SqlServer" => NoServer.ConnectionString, "PostgreSql" => "Host=nowhere", _ => Directory.CreateTempSubdirectory("dam-test-").FullName });

    private static async Task<IEnumerable<string>> NamesAsync(TestDatabase database)
    {
        await using var context = database.Get<Database>().OpenContext();
        return context.Database.GetMigrations().Select(migration => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..]).ToList();
    }
}
