using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dam.Infrastructure.Persistence.PostgreSql;

/// <summary>The model on PostgreSQL. Ids are of the type <c>uuid</c>, which sorts by its bytes, most significant first. Text compares by its bytes in UTF-8 (collation "C").</summary>
internal sealed class PostgreSqlDamDbContext(DbContextOptions<PostgreSqlDamDbContext> options) : DamDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        foreach (var text in TextsOf(modelBuilder))
        {
            text.SetCollation("C");
        }
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without a server.</summary>
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlDamDbContext>
{
    public PostgreSqlDamDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<PostgreSqlDamDbContext>().UseNpgsql("Host=localhost").Options);
}
