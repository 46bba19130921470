using Dam.Infrastructure.Persistence.Idempotency;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Dam.Infrastructure.Persistence.SqlServer;

/// <summary>
/// The model on SQL Server. Ids are <c>binary(16)</c>, most significant byte first: <c>uniqueidentifier</c> sorts by its last bytes and would scatter new rows. Text is UTF-8 and
/// compares by its bytes, as on the other databases; as UTF-16 it would sort what lies beyond the Basic Multilingual Plane elsewhere. SQL Server 2019 or newer.
/// </summary>
internal sealed class SqlServerDamDbContext(DbContextOptions<SqlServerDamDbContext> options) : DamDbContext(options)
{
    public const string TextCollation = "Latin1_General_100_BIN2_UTF8";

    /// <summary>Bytes that a character of UTF-16 takes in UTF-8 at most; a pair of surrogates takes four.</summary>
    private const int BytesPerCharacter = 3;

    /// <summary>Of a <c>varchar</c> that is not <c>varchar(max)</c>.</summary>
    private const int MostBytes = 8000;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        base.ConfigureConventions(configurationBuilder);
        configurationBuilder.Properties<Guid>().HaveConversion<BigEndianConverter>().HaveColumnType("binary(16)");
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Two texts are longer than the 900 bytes that a clustered key may have; another one may have 1,700.
        modelBuilder.Entity<AnswerRow>().HasKey(row => new { row.Subject, row.Key }).IsClustered(false);
        foreach (var text in TextsOf(modelBuilder))
        {
            text.SetCollation(TextCollation);
            if (text.IsUnicode() == false)
            {
                // ASCII, by the model: a byte is a character.
                continue;
            }

            // Lengths of varchar are bytes. The parameters stay nvarchar ("unicode"): as varchar they would pass through the code page of the database.
            var bytes = text.GetMaxLength() * BytesPerCharacter;
            text.SetColumnType(bytes <= MostBytes ? $"varchar({bytes})" : "varchar(max)");
            text.SetIsUnicode(true);
        }
    }
}

/// <summary>Lets <c>dotnet ef</c> make migrations without a server.</summary>
internal sealed class SqlServerDesignTimeFactory : IDesignTimeDbContextFactory<SqlServerDamDbContext>
{
    public SqlServerDamDbContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<SqlServerDamDbContext>().UseSqlServer("Server=localhost").Options);
}
