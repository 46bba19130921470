using System.Net;
using System.Text.Json;
using Dam.Domain;
using Dam.Domain.Access;
using Dam.Domain.Assets;
using Dam.Domain.Rights;
using Dam.Domain.Skus;
using Dam.Tests.Domain.Rights;
using Microsoft.Extensions.DependencyInjection;

namespace Dam.Tests.Api.Rights;

/// <summary>The same random policies, asked in each way that clients have: every answer is the one that the rules give.</summary>
public sealed class AgreementTests : IAsyncDisposable
{
    private const int Policies = 60;

    private const int Contexts = 8;

    private readonly DamHost _host = DamHost.Start();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Answers_Should_AllBeTheRules_When_PoliciesAndContextsAreRandom()
    {
        var random = new RandomPolicies(20261122, _host.Clock.Now);
        var assets = await FillAsync(random);
        var (allowed, refused) = (0, 0);
        using var http = _host.Http();
        for (var i = 0; i < Contexts; i++)
        {
            var context = random.Context() with { At = _host.Clock.Now, IsAuthorized = true };
            context = context with { Channel = context.Channel is "web print" ? "web" : context.Channel };
            var expected = assets.Where(asset => BruteForce.Codes(asset.Snapshot, context).Length == 0).Select(asset => asset.Id).ToHashSet(StringComparer.Ordinal);
            var c = new { territory = context.Territory?.Code, channel = context.Channel, purpose = context.Purpose };
            var answer = await _host.Administrator.QueryAsync(
                """
                query($c: DeliveryContextInput!) {
                  assets(first: 100) { nodes { id
                    delivery(context: $c) { allowed }
                    rendition(transform: { width: 10, format: PNG }, context: $c) { url }
                    image: responsiveImage(transform: { format: PNG }, widths: [10], context: $c) { src }
                    always: rendition(transform: { width: 10, format: PNG }, context: $c, standIn: true) { url } } }
                  deliverable: assets(first: 100, where: { deliverable: { context: $c } }) { nodes { id } }
                  sku(code: "ALL") { assets(first: 100, context: $c) { nodes { asset { id } } } }
                }
                """,
                new { c });
            var nodes = answer.GetProperty("assets").GetProperty("nodes").EnumerateArray().ToList();
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(nodes.Where(node => node.GetProperty("delivery").GetProperty("allowed").GetBoolean())));
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(nodes.Where(node => node.GetProperty("rendition").ValueKind != JsonValueKind.Null)));
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(answer.GetProperty("deliverable").GetProperty("nodes").EnumerateArray()));
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(answer.GetProperty("sku").GetProperty("assets").GetProperty("nodes").EnumerateArray().Select(link => link.GetProperty("asset"))));
            var responsive = nodes.Where(node => node.GetProperty("image").ValueKind != JsonValueKind.Null);
            Assert.Equal(expected.Order(StringComparer.Ordinal), Ids(responsive));
            foreach (var node in nodes.Where(node => node.GetProperty("always").ValueKind != JsonValueKind.Null))
            {
                var isAllowed = expected.Contains(node.GetProperty("id").GetString()!);
                using var response = await http.GetAsync(node.GetProperty("always").GetProperty("url").GetString(), Ct);
                Assert.Equal(isAllowed, response.StatusCode == HttpStatusCode.OK);
                (allowed, refused) = isAllowed ? (allowed + 1, refused) : (allowed, refused + 1);
            }
        }

        Assert.True(allowed > 20 && refused > 100, $"{allowed} were served and {refused} refused: too few to prove anything.");
    }

    private static IEnumerable<string> Ids(IEnumerable<JsonElement> assets) => assets.Select(asset => asset.GetProperty("id").GetString()!).Order(StringComparer.Ordinal);

    /// <summary>Assets of one picture, so that what may be had is there to be served, linked to one SKU; each with other rights.</summary>
    private async Task<List<(string Id, DeliverySnapshot Snapshot)>> FillAsync(RandomPolicies random)
    {
        var first = await _host.Administrator.PublishAsync("picture.png", TestPng.Noise(1));
        var picture = (await _host.Services.GetRequiredService<IAssetReader>().FindAsync(Caller.System, [Guid.ParseExact(first["asset_".Length..], "N")], AssetColumns.All, Ct))[0].CurrentVersion;
        var now = _host.Clock.Now;
        var filled = new List<(string, DeliverySnapshot)> { (first, new DeliverySnapshot(AssetStatus.Approved, ProcessingState.Ready, AssetRights.None)) };
        await _host.Services.GetRequiredService<IUnitsOfWork>().ChangeAsync(
            unit =>
            {
                filled.RemoveRange(1, filled.Count - 1);
                var sku = new Sku("ALL", name: null, now);
                var links = new List<(Guid, SkuRole)> { (picture.AssetId, SkuRole.Primary) };
                for (var i = 0; i < Policies; i++)
                {
                    var grant = random.One(of: 4) ? random.Grant(isLicense: true) with { IsRevoked = false } : null;
                    var license = grant is null ? null : new License(new NewLicense("L") { StartsAt = grant.StartsAt, ExpiresAt = grant.ExpiresAt, Territories = grant.Territories, Channels = grant.Channels }, now);
                    var rights = random.Rights() with { NeedsRelease = false, LicenseId = license?.Id };
                    var asset = Asset.Create($"{i}", rights, new NewVersion(picture.Digest, picture.Region, picture.Filename, picture.MediaType, picture.Size, "tests"), now);
                    asset.SetStatus(asset.CurrentVersion, random.One(of: 8) ? AssetStatus.Draft : AssetStatus.Approved, note: null, now);
                    asset.CurrentVersion.ProcessingSucceeded(picture.Image);
                    if (license is not null)
                    {
                        unit.Rights.Add(license);
                    }

                    unit.Assets.Add(asset);
                    links.Add((asset.Id, SkuRole.Gallery));
                    filled.Add(($"asset_{asset.Id:N}", new DeliverySnapshot(asset.Status, asset.PublishedVersionId is null ? null : ProcessingState.Ready, rights) { License = grant }));
                }

                sku.Link([.. links]);
                unit.Skus.Add(sku);
                return Task.FromResult(true);
            },
            Ct);
        return filled;
    }
}
