using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dam.Infrastructure.Persistence.Sqlite;

/// <summary>The model on SQLite. Ids are BLOBs of 16 bytes, most significant first, so that newer UUIDv7 sort last and append. Text compares by its bytes (BINARY).</summary>
internal sealed class SqliteDamDbContext(DbContextOptions<SqliteDamDbContext> options) : DamDbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<BigEndianConverter>();
        configurationBuilder.Properties<string>().UseCollation("BINARY");
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without a running service.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteDamDbContext>
{
    public SqliteDamDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqliteDamDbContext>().UseSqlite("Data Source=:memory:").Options);
}
