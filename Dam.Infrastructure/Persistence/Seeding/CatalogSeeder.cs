using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Infrastructure.Persistence.Rights;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Infrastructure.Persistence.Seeding;

/// <summary>Fills the configured database with a made-up catalogue, past the use cases: for trying Dam at size, and for benches.</summary>
public sealed class CatalogSeeder
{
    private const int BatchSize = 10_000;

    private readonly Database _database;
    private readonly BulkInsert _bulk;
    private readonly TimeProvider _time;

    internal CatalogSeeder(Database database, BulkInsert bulk, TimeProvider time)
    {
        _database = database;
        _bulk = bulk;
        _time = time;
    }

    /// <summary>Makes the database ready, as the start of the service does.</summary>
    public Task PrepareAsync(CancellationToken ct) => _database.PrepareAsync(ct);

    /// <summary>All or nothing: one transaction.</summary>
    /// <param name="assets">How many; SKUs are three for four assets, links about three for each.</param>
    /// <param name="seed">The same seed gives the same catalogue; another one is another catalogue, and can be added to it.</param>
    /// <param name="files">Versions that have been ingested: the assets' versions share their bytes and facts.</param>
    /// <param name="progress">Told the number of assets and of SKUs so far.</param>
    /// <exception cref="InvalidOperationException">The database holds this seed's catalogue already.</exception>
    public async Task RunAsync(long assets, long seed, IReadOnlyList<VersionDetails> files, IProgress<(long Assets, long Skus)>? progress, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(assets);
        ArgumentOutOfRangeException.ThrowIfZero(files.Count);
        var catalog = new SeedCatalog(assets, seed, files, _time.GetUtcNow());
        using var turn = await _database.EnterWriteAsync(ct);
        await using var context = _database.OpenContext();
        var first = catalog.AssetAt(0).Id;
        if (await context.Assets.AnyAsync(asset => asset.Id == first, ct))
        {
            throw new InvalidOperationException($"The database has been filled with the seed {seed} already. Choose another seed, or another database.");
        }

        await using var transaction = await context.Database.BeginTransactionAsync(ct);
        var (assetRows, versionRows, tagRows) = (EntityRows.Of<Asset>(context), EntityRows.Of<AssetVersion>(context), EntityRows.Of<AssetTagRow>(context));
        var (skuRows, linkRows) = (EntityRows.Of<Sku>(context), EntityRows.Of<SkuLink>(context));
        var (licenseRows, releaseRows, coverRows) = (EntityRows.Of<License>(context), EntityRows.Of<Release>(context), EntityRows.Of<AssetReleaseRow>(context));
        await _bulk.BeginAsync(context, [licenseRows.Table, releaseRows.Table, coverRows.Table, assetRows.Table, versionRows.Table, tagRows.Table, skuRows.Table, linkRows.Table], ct);
        await InsertAsync(licenseRows, Enumerable.Range(0, SeedCatalog.LicenseCount).Select(catalog.LicenseAt));
        await InsertAsync(releaseRows, Enumerable.Range(0, SeedCatalog.ReleaseCount).Select(catalog.ReleaseAt));
        for (var start = 0L; start < assets; start += BatchSize)
        {
            var batch = Batch(start, assets).Select(catalog.AssetAt).ToList();
            await InsertAsync(assetRows, batch);
            await InsertAsync(versionRows, batch.SelectMany(asset => asset.Versions));
            await InsertAsync(tagRows, batch.SelectMany(asset => AssetTagRow.Of(asset, asset.Tags)));
            await InsertAsync(coverRows, batch.SelectMany(asset => AssetReleaseRow.Of(asset.Id, asset.ReleaseIds)));
            progress?.Report((start + batch.Count, 0));
        }

        for (var start = 0L; start < catalog.SkuCount; start += BatchSize)
        {
            var batch = Batch(start, catalog.SkuCount).Select(catalog.SkuAt).ToList();
            await InsertAsync(skuRows, batch);
            await InsertAsync(linkRows, batch.SelectMany(sku => sku.Links));
            progress?.Report((assets, start + batch.Count));
        }

        await _bulk.EndAsync(context, ct);
        await transaction.CommitAsync(ct);

        Task InsertAsync(EntityRows rows, IEnumerable<object> entities) => _bulk.InsertAsync(context, rows.Table, rows.Columns, rows.Read(entities), ct);
    }

    private static IEnumerable<long> Batch(long start, long count)
    {
        for (var index = start; index < Math.Min(start + BatchSize, count); index++)
        {
            yield return index;
        }
    }

    internal static CatalogSeeder Create(IServiceProvider services) => new(services.GetRequiredService<Database>(), services.GetRequiredService<BulkInsert>(), services.GetRequiredService<TimeProvider>());
}
