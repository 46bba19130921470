using System.Globalization;
using System.Reflection;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Domain.Transitions;

namespace Dam.Infrastructure.Persistence.Seeding;

/// <summary>
/// A catalogue as a furniture brand might have it, made up: assets with one or two versions, one in ten under a licence and one in twenty with releases, and four links a SKU for three SKUs to four assets. The same number, seed and
/// files give the same catalogue, ids included.
/// </summary>
/// <param name="files">What the assets' versions hold; they are shared.</param>
/// <param name="now">From when on the rights that begin or end later are to be told of.</param>
internal sealed class SeedCatalog(long assetCount, long seed, IReadOnlyList<VersionDetails> files, DateTimeOffset now)
{
    private const int OfAssets = 1;
    private const int OfSkus = 2;
    private const int OfLicenses = 3;
    private const int OfReleases = 4;
    private const int OfGrants = 5;

    /// <summary>However many the assets are.</summary>
    public const int LicenseCount = 100;

    public const int ReleaseCount = 200;

    private const int LinksPerSku = 4;

    /// <summary>One asset in so many is popular (a size chart, a care label) and gets its share of all links.</summary>
    private const int OneIsPopular = 500;
    private const double ToPopular = 0.15;

    private static readonly DateTimeOffset Begin = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Span = TimeSpan.FromDays(5 * 365);

    // Entities give themselves ids and let nobody else do so; a catalogue that can be made twice alike has to.
    private static readonly PropertyInfo AssetKey = Property<Asset>(nameof(Asset.Id));
    private static readonly PropertyInfo CurrentVersion = Property<Asset>(nameof(Asset.CurrentVersionId));
    private static readonly PropertyInfo Planned = Property<Asset>(nameof(Asset.RightsChangeAt));
    private static readonly PropertyInfo VersionId = Property<AssetVersion>(nameof(AssetVersion.Id));
    private static readonly PropertyInfo VersionAsset = Property<AssetVersion>(nameof(AssetVersion.AssetId));
    private static readonly PropertyInfo LicenseId = Property<License>(nameof(License.Id));
    private static readonly PropertyInfo LicensePlanned = Property<License>(nameof(License.RightsChangeAt));
    private static readonly PropertyInfo ReleaseId = Property<Release>(nameof(Release.Id));
    private static readonly PropertyInfo ReleasePlanned = Property<Release>(nameof(Release.RightsChangeAt));
    private static readonly PropertyInfo SkuId = Property<Sku>(nameof(Sku.Id));

    public long SkuCount => assetCount * 3 / LinksPerSku;

    public Asset AssetAt(long index)
    {
        var dice = AssetDice(index);
        var (id, created) = IdOf(index, ref dice);
        var product = new Product(ref dice);
        var view = dice.Of(Views);
        var file = dice.Of(files);
        var number = index.ToString("D7", CultureInfo.InvariantCulture);
        var filename = $"{product.Slug}-{view.Replace(' ', '-')}-{number}{Extension(file)}";
        var content = new NewVersion(file.Digest, file.Region, filename, file.MediaType, file.Size, dice.Of(People));
        var description = new AssetDescription { Title = $"{product.Name}, {view}", Tags = [.. product.Tags, view] };
        var asset = Asset.Create(description, Granted(RightsOf(created, ref dice), index), content, created);
        AssetKey.SetValue(asset, id);
        Planned.SetValue(asset, Transition.After(now, asset.EmbargoUntil, asset.ExpiresAt));
        Take(asset, asset.Versions[0], file, dice.Id(created));
        var status = StatusOf(ref dice);
        if (status != AssetStatus.Draft)
        {
            asset.SetStatus(asset.Versions[0], status, note: null, created + TimeSpan.FromMinutes(dice.Below(20_000)));
        }

        if (dice.Chance(0.1))
        {
            var later = created + TimeSpan.FromMinutes(20_000 + dice.Below(200_000));
            file = dice.Of([.. files.Where(other => MediaKinds.KindOf(other.MediaType) == asset.Kind)]);
            content = content with { Digest = file.Digest, Region = file.Region, MediaType = file.MediaType, Size = file.Size, Filename = Path.ChangeExtension(filename, Extension(file)) };
            var second = asset.AddVersion(content, later);
            Take(asset, second, file, dice.Id(later));
            if (dice.Chance(0.6))
            {
                asset.SetStatus(second, AssetStatus.Approved, note: null, later + TimeSpan.FromMinutes(dice.Below(20_000)));
            }
        }

        return asset;
    }

    public License LicenseAt(int index)
    {
        var dice = new Dice(seed, OfLicenses, index);
        var id = dice.Id(Begin);
        var content = new NewLicense($"Licence {index:D3}")
        {
            Holder = dice.Of(Photographers),
            ExpiresAt = dice.Chance(0.7) ? EndOf(ref dice) : null,
            Territories = dice.Chance(0.2) ? TerritoryRule.Of(TerritoryMode.Except, [Territory.Parse(dice.Of(Countries))]) : TerritoryRule.Everywhere,
        };
        var license = new License(content, Begin);
        LicenseId.SetValue(license, id);
        LicensePlanned.SetValue(license, Transition.After(now, license.StartsAt, license.ExpiresAt));
        return license;
    }

    public Release ReleaseAt(int index)
    {
        var dice = new Dice(seed, OfReleases, index);
        var id = dice.Id(Begin);
        var release = new Release(new NewRelease(dice.Of(Enum.GetValues<ReleaseKind>()), $"Person or place {index:D3}") { ExpiresAt = dice.Chance(0.5) ? EndOf(ref dice) : null }, Begin);
        ReleaseId.SetValue(release, id);
        ReleasePlanned.SetValue(release, Transition.After(now, release.StartsAt, release.ExpiresAt));
        return release;
    }

    public Sku SkuAt(long index)
    {
        var dice = new Dice(seed, OfSkus, index);
        var created = Begin + (Span * ((double)index / SkuCount));
        var id = dice.Id(created);
        var product = new Product(ref dice);
        var sku = new Sku(string.Create(CultureInfo.InvariantCulture, $"{product.Code}-{seed}-{index:D7}"), product.Name, created);
        SkuId.SetValue(sku, id);
        var links = new List<(Guid, SkuRole)>(2 * LinksPerSku);
        var count = 1 + dice.Below((2 * LinksPerSku) - 1);
        while (links.Count < count)
        {
            links.Add((LinkedAsset(index, links.Count, ref dice), links.Count == 0 ? SkuRole.Primary : dice.Of(Roles)));
        }

        sku.Link([.. links.Distinct()]);
        return sku;
    }

    public Guid AssetId(long index)
    {
        var dice = AssetDice(index);
        return IdOf(index, ref dice).Id;
    }

    /// <summary>Mostly one that was made about when the SKU was, now and then a popular one.</summary>
    private Guid LinkedAsset(long sku, int position, ref Dice dice)
    {
        var popular = assetCount / OneIsPopular;
        var index = popular > 0 && dice.Chance(ToPopular)
            ? dice.Below(popular) * OneIsPopular
            : ((sku * LinksPerSku / 3) + position + dice.Below(8)) % assetCount;
        return AssetId(index);
    }

    /// <summary>By dice of their own, so that all else is as it would be without.</summary>
    private AssetRights Granted(AssetRights rights, long index)
    {
        var dice = new Dice(seed, OfGrants, index);
        return rights with
        {
            LicenseId = dice.Chance(0.1) ? new Dice(seed, OfLicenses, dice.Below(LicenseCount)).Id(Begin) : null,
            Releases = dice.Chance(0.05) ? ReleaseSet.Of(Ids(1 + (int)dice.Below(3), ref dice)) : ReleaseSet.None,
        };

        List<Guid> Ids(int count, ref Dice dice)
        {
            var ids = new List<Guid>(count);
            while (ids.Count < count)
            {
                ids.Add(new Dice(seed, OfReleases, dice.Below(ReleaseCount)).Id(Begin));
            }

            return ids;
        }
    }

    /// <summary>Of rights: some have passed long ago, most have not.</summary>
    private static DateTimeOffset EndOf(ref Dice dice) => Begin + TimeSpan.FromDays(1500 + dice.Below(6000));

    private Dice AssetDice(long index) => new(seed, OfAssets, index);

    private (Guid Id, DateTimeOffset Created) IdOf(long index, ref Dice dice)
    {
        var created = Begin + (Span * ((double)index / assetCount));
        return (dice.Id(created), created);
    }

    private static void Take(Asset asset, AssetVersion version, VersionDetails file, Guid id)
    {
        VersionId.SetValue(version, id);
        VersionAsset.SetValue(version, asset.Id);
        CurrentVersion.SetValue(asset, id);
        version.ProcessingSucceeded(file.Image);
    }

    private static string Extension(VersionDetails file) => Path.GetExtension(file.Filename);

    private static AssetStatus StatusOf(ref Dice dice) => dice.Below(1000) switch
    {
        < 800 => AssetStatus.Approved,
        < 920 => AssetStatus.Draft,
        < 970 => AssetStatus.InReview,
        < 990 => AssetStatus.Archived,
        _ => AssetStatus.Rejected,
    };

    private static AssetRights RightsOf(DateTimeOffset created, ref Dice dice) => new()
    {
        EmbargoUntil = dice.Chance(0.08) ? created + TimeSpan.FromDays(dice.Below(4000)) : null,
        ExpiresAt = dice.Chance(0.1) ? created + TimeSpan.FromDays(4000 + dice.Below(4000)) : null,
        Territories = dice.Chance(0.12)
            ? TerritoryRule.Of(dice.Chance(0.5) ? TerritoryMode.Only : TerritoryMode.Except, [Territory.Parse(dice.Of(Countries)), Territory.Parse(dice.Of(Countries))])
            : TerritoryRule.Everywhere,
        Credit = dice.Chance(0.3) ? $"Photograph: {dice.Of(Photographers)}" : null,
    };

    private static PropertyInfo Property<T>(string name) => typeof(T).GetProperty(name)!;

    private static readonly string[] Ranges =
        ["Alder", "Aurora", "Basalt", "Birch", "Cala", "Dune", "Ebba", "Fjord", "Gråsten", "Halo", "Isle", "Juniper", "Kelp", "Linné", "Mora", "Nord", "Öland", "Pebble", "Quill", "Rosé"];

    private static readonly (string Name, string Code)[] Things =
    [
        ("desk lamp", "LMP"), ("floor lamp", "FLL"), ("armchair", "CHR"), ("dining table", "TBL"), ("sofa", "SOF"), ("wall clock", "CLK"), ("bookcase", "BKC"), ("rug", "RUG"),
        ("bowl", "BWL"), ("vase", "VAS"), ("bed frame", "BED"), ("nightstand", "NST"), ("mirror", "MIR"), ("bench", "BNC"), ("coat rack", "CRK"), ("side table", "SDT"),
    ];

    private static readonly string[] Finishes = ["oak", "walnut", "brass", "black steel", "white", "linen", "sand", "forest green", "terracotta", "clear glass", "wool", "navy"];

    private static readonly string[] Views = ["front", "back", "side", "top", "detail", "in a living room", "in a studio", "packshot", "with scale", "campaign"];

    private static readonly string[] People = ["anna", "bertil", "chidi", "dana", "import"];

    private static readonly string[] Photographers = ["A. Lindqvist", "M. Okafor", "S. Tanaka", "R. Moreau", "J. de Vries"];

    private static readonly string[] Countries = ["DE", "FR", "SE", "DK", "NO", "US", "CA", "GB", "JP", "PL"];

    private static readonly SkuRole[] Roles = [SkuRole.Gallery, SkuRole.Gallery, SkuRole.Gallery, SkuRole.Detail, SkuRole.Lifestyle, SkuRole.Swatch];

    private readonly struct Product
    {
        public Product(ref Dice dice)
        {
            var range = dice.Of(Ranges);
            var (thing, code) = dice.Of(Things);
            var finish = dice.Of(Finishes);
            Code = code;
            Name = $"{range} {thing}, {finish}";
            Tags = [range, thing, finish];
            Slug = $"{range} {thing} {finish}".ToLowerInvariant().Replace(' ', '-');
        }

        public string Code { get; }

        public string Name { get; }

        public IReadOnlyList<string> Tags { get; }

        public string Slug { get; }
    }
}
