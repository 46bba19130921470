using System.Collections.Concurrent;
using System.Globalization;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Uploads;
using Dam.Infrastructure.Persistence;
using Dam.Infrastructure.Persistence.Assets;
using Dam.Tests.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace Dam.Tests.Contracts;

/// <summary>Sixteen writers that are at the same few rows all the time, for two seconds, or as many as <c>DAM_SOAK_SECONDS</c> says.</summary>
public abstract class WritersContract(string provider)
{
    private const int Writers = 16;

    private const int Assets = 4;

    private const int Codes = 10;

    private static readonly Caller Admin = Caller.Administrator("tests");

    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("DAM_SOAK_SECONDS") ?? "2", CultureInfo.InvariantCulture));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Changes_Should_AllBeThere_When_SixteenWriteAtTheSameRows()
    {
        await using var database = await TestDatabase.OpenAsync(provider);
        var assets = new Guid[Assets];
        for (var i = 0; i < Assets; i++)
        {
            assets[i] = (await database.AddAssetAsync($"{i}")).Id;
        }

        var changed = new int[Assets];
        var uploads = new ConcurrentDictionary<string, ConcurrentBag<Guid>>(StringComparer.Ordinal);
        var synced = 0;
        using var end = new CancellationTokenSource(Duration);

        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() => WriteAsync(writer), Ct)));

        TestContext.Current.SendDiagnosticMessage($"{provider}: {changed.Sum()} changes of {Assets} assets, {synced} of SKUs, {uploads.Count} uploads.");
        var found = await database.Assets.FindAsync(Admin, assets, Ct);
        Assert.Equal(changed.Select(count => 1 + count), assets.Select(id => found.Single(asset => asset.Id == id).Revision));
        Assert.All(found, asset => Assert.True(asset.Tags.Count is 0 or 2));
        Assert.All(uploads.Values, ids => Assert.Single(ids.Distinct()));
        await using var context = database.Get<Database>().OpenContext();
        Assert.Equal(found.Sum(asset => asset.Tags.Distinct().Count()), await context.Set<AssetTagRow>().CountAsync(Ct));
        Assert.Equal(uploads.Count, await context.Uploads.CountAsync(Ct));
        var skus = await context.Skus.Include(sku => sku.Links).AsNoTracking().ToListAsync(Ct);
        Assert.Equal(skus.Count, skus.Select(sku => sku.Code).Distinct(StringComparer.Ordinal).Count());
        Assert.All(skus, sku =>
        {
            // A name says how many links came with it: a mixture of two writers' rows would show.
            Assert.Equal(sku.Links.Count, int.Parse(sku.Name!, CultureInfo.InvariantCulture));
            Assert.Equal(Enumerable.Range(0, sku.Links.Count), sku.Links.Select(link => link.Position).Order());
        });

        async Task WriteAsync(int writer)
        {
            var random = new Random(writer);
            var (rights, status) = (new SetAssetRightsHandler(database.Units, new OneMark(), database.Time), new SetAssetStatusHandler(database.Units, database.Time));
            var (sync, create) = (new SyncSkusHandler(database.Units, database.Time), new CreateUploadHandler(database.Units, new UploadRules(), database.Time));
            var update = new UpdateAssetsHandler(database.Units, database.Time);
            for (var round = 0; !end.IsCancellationRequested; round++)
            {
                var asset = random.Next(Assets);
                switch (random.Next(6))
                {
                    case 0:
                        Count(asset, await rights.HandleAsync(Admin, new SetAssetRights(assets[asset], Credit(writer, round), ExpectedRevision: null), Ct));
                        break;
                    case 1:
                        Count(asset, await status.HandleAsync(Admin, new SetAssetStatus(assets[asset], AssetStatus.Approved, VersionId: null, Note: $"{writer}.{round}", ExpectedRevision: null), Ct));
                        break;
                    case 2:
                        var seen = Assert.Single(await database.Assets.FindAsync(Admin, [assets[asset]], Ct)).Revision;
                        var outcome = await rights.HandleAsync(Admin, new SetAssetRights(assets[asset], Credit(writer, round), seen), Ct);
                        if (outcome.Succeeded)
                        {
                            Count(asset, outcome);
                        }
                        else
                        {
                            Assert.IsType<RevisionConflict>(Assert.Single(outcome.Errors));
                        }

                        break;
                    case 3:
                        var rows = Enumerable.Range(0, Codes).OrderBy(_ => random.Next()).Take(3).Select(code => Row(code, random)).ToList();
                        Assert.True((await sync.HandleAsync(Admin, new SyncSkus(rows, ErrorPolicy.RejectAll), Ct)).Succeeded);
                        Interlocked.Increment(ref synced);
                        break;
                    case 4:
                        var several = Enumerable.Range(0, Assets).OrderBy(_ => random.Next()).Take(2).ToList();
                        var edits = several.Select(one => new UpdateAsset(assets[one], Tags($"writer {writer}", $"round {round}"), ExpectedRevision: null)).ToList();
                        Assert.True((await update.HandleAsync(Admin, new UpdateAssets(edits, ErrorPolicy.RejectAll), Ct)).Succeeded);
                        several.ForEach(one => Interlocked.Increment(ref changed[one]));
                        break;
                    default:
                        var key = $"key-{round}";
                        var upload = await create.HandleAsync(Admin, new CreateUpload("a.jpg", 10, MediaType: null, Digest: null) { IdempotencyKey = key }, Ct);
                        uploads.GetOrAdd(key, _ => []).Add(upload.Value!.Id);
                        break;
                }
            }
        }

        void Count(int asset, Outcome<AssetId> outcome)
        {
            Assert.True(outcome.Succeeded);
            Interlocked.Increment(ref changed[asset]);
        }

        SkuRow Row(int code, Random random)
        {
            var links = assets.Take(random.Next(Assets + 1)).Select(id => new SkuLinkRow(new AssetRef(id, null, null), SkuRole.Gallery)).ToList();
            return new SkuRow($"SKU-{code}", Change<string>.To($"{links.Count}"), links);
        }
    }

    private static DescriptionPatch Tags(params string[] tags) => new() { Tags = Change<IReadOnlyList<string>>.To(tags) };

    /// <summary>Never the same twice: what is so already would be no change.</summary>
    private static RightsPatch Credit(int writer, int round) => new() { Credit = Change<string>.To($"{writer}.{round}") };
}
