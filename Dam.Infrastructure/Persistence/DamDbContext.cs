using Dam.Domain.Assets;
using Dam.Domain.Blobs;
using Dam.Domain.Channels;
using Dam.Domain.Jobs;
using Dam.Domain.Renditions;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Changes;
using Dam.Infrastructure.Persistence.Idempotency;
using Dam.Infrastructure.Persistence.Likenesses;
using Dam.Infrastructure.Persistence.Purges;
using Dam.Infrastructure.Persistence.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Dam.Infrastructure.Persistence;

/// <summary>
/// The one model of all databases; a sealed context for each provider adds how that provider keeps ids. Entities are written through it, and migrations
/// are made of it; what is read for callers is read by statements (<see cref="Statements.Statement"/>) on its connection.
/// </summary>
/// <remarks>
/// Enums are kept as their numbers: readers turn thousands of them back per second, and a test pins each number. Instants are kept as UTC ticks, which
/// every database sorts alike and none rounds.
/// </remarks>
internal abstract class DamDbContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<Asset> Assets => Set<Asset>();

    public DbSet<AssetVersion> AssetVersions => Set<AssetVersion>();

    public DbSet<VersionFacts> VersionFacts => Set<VersionFacts>();

    public DbSet<LikenessRow> Likenesses => Set<LikenessRow>();

    public DbSet<Sku> Skus => Set<Sku>();

    public DbSet<SkuLink> SkuLinks => Set<SkuLink>();

    public DbSet<RenditionPreset> RenditionPresets => Set<RenditionPreset>();
    public DbSet<License> Licenses => Set<License>();

    public DbSet<Release> Releases => Set<Release>();

    public DbSet<Channel> Channels => Set<Channel>();

    public DbSet<Upload> Uploads => Set<Upload>();

    public DbSet<Blob> Blobs => Set<Blob>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<PurgeRow> Purges => Set<PurgeRow>();

    public DbSet<AnswerRow> IdempotentAnswers => Set<AnswerRow>();

    public DbSet<EventRow> Events => Set<EventRow>();

    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        AssetTags.Follow(this);
        AssetReleases.Follow(this);
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        AssetTags.Follow(this);
        AssetReleases.Follow(this);
        return base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(DamDbContext).Assembly);
    }

    /// <summary>Every property that is kept as text, those of complex types and converted ones too.</summary>
    protected static IEnumerable<IMutableProperty> TextsOf(ModelBuilder modelBuilder) =>
        modelBuilder.Model.GetEntityTypes().SelectMany(PropertiesOf).Where(property => (property.GetValueConverter()?.ProviderClrType ?? property.ClrType) == typeof(string));

    private static IEnumerable<IMutableProperty> PropertiesOf(IMutableTypeBase type) =>
        type.GetProperties().Concat(type.GetComplexProperties().SelectMany(property => PropertiesOf(property.ComplexType)));

    /// <summary>16 bytes, most significant first: newer UUIDv7 sort last and append.</summary>
    protected sealed class BigEndianConverter() : ValueConverter<Guid, byte[]>(
        id => id.ToByteArray(bigEndian: true),
        bytes => new Guid(bytes, bigEndian: true));

    private sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
        instant => instant.UtcTicks,
        ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
